// numpy arrays as C++ spans, checked at the edge.
#pragma once

#include <pybind11/numpy.h>

#include <span>
#include <string>
#include <vector>

#include "prct/error.hpp"

namespace prct::python {

template <class T>
using Array = pybind11::array_t<T, pybind11::array::c_style | pybind11::array::forcecast>;

/// Require `a` to have the given shape (-1 = any extent); the message names the argument.
template <class T>
void require_shape(const Array<T>& a, std::initializer_list<pybind11::ssize_t> shape, const std::string& name) {
    bool ok = a.ndim() == static_cast<pybind11::ssize_t>(shape.size());
    int axis = 0;
    for (const auto want : shape) {
        if (ok && want >= 0 && a.shape(axis) != want) ok = false;
        ++axis;
    }
    if (ok) return;
    std::string want_text, got_text;
    for (const auto want : shape) {
        if (!want_text.empty()) want_text += ", ";
        want_text += want < 0 ? std::string("any") : std::to_string(want);
    }
    for (int k = 0; k < a.ndim(); ++k) {
        if (k > 0) got_text += ", ";
        got_text += std::to_string(a.shape(k));
    }
    throw InputError(name + " has shape (" + got_text + "); pass an array of shape (" + want_text + ")");
}

template <class T>
std::span<const T> view(const Array<T>& a) {
    return {a.data(), static_cast<std::size_t>(a.size())};
}

/// Hand a vector to numpy without a copy.
template <class T>
pybind11::array_t<T> to_numpy(std::vector<T>&& v, std::vector<pybind11::ssize_t> shape) {
    auto* heap = new std::vector<T>(std::move(v));
    pybind11::capsule owner(heap, [](void* p) { delete static_cast<std::vector<T>*>(p); });
    return pybind11::array_t<T>(std::move(shape), heap->data(), owner);
}

}  // namespace prct::python
