#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/kuramoto.hpp"
#include "prct/resonance/mean_field.hpp"
#include "prct/resonance/order_parameter.hpp"

using prct::python::Array;
using prct::python::require_shape;
using prct::python::view;

namespace {

template <class T>
using Result = py::array_t<T, py::array::c_style>;

template <class T>
std::span<T> writable(Result<T>& a, const char* name) {
    if (a.ndim() != 1) throw prct::InputError(std::string(name) + " has not one axis; pass an array of shape (N,)");
    return {a.mutable_data(), static_cast<std::size_t>(a.size())};
}

template <class T>
void bind_sparse(py::module_& m, const char* name) {
    using Network = prct::SparseKuramoto<T>;
    py::class_<Network>(m, name)
        .def(py::init([](const Array<std::int64_t>& row_start, const Array<std::int32_t>& neighbor,
                         const Array<T>& weight, const Array<T>& frequency, T coupling, bool scale_by_weights) {
                 require_shape(row_start, {-1}, "row_start");
                 require_shape(neighbor, {-1}, "neighbor");
                 require_shape(weight, {-1}, "weight");
                 require_shape(frequency, {-1}, "frequency");
                 return Network({view(row_start), view(neighbor), view(weight)}, view(frequency), coupling,
                                scale_by_weights ? prct::KuramotoScaling::weight_sum : prct::KuramotoScaling::none);
             }),
             py::arg("row_start"), py::arg("neighbor"), py::arg("weight"), py::arg("frequency"), py::arg("coupling"),
             py::arg("scale_by_weights"))
        .def_property_readonly("size", &Network::size)
        .def("set_frequency", [](Network& self, const Array<T>& values) { self.set_frequency(view(values)); })
        .def("set_coupling", &Network::set_coupling)
        .def("set_amplitude", [](Network& self, const Array<T>& values) { self.set_amplitude(view(values)); })
        .def("set_threads", &Network::set_threads)
        .def(
            "rate",
            [](Network& self, const Array<T>& phase, Result<T>& out) { self.rate(view(phase), writable(out, "out")); },
            py::arg("phase"), py::arg("out").noconvert())
        .def(
            "support",
            [](Network& self, const Array<T>& phase, Result<T>& out) {
                self.support(view(phase), writable(out, "out"));
            },
            py::arg("phase"), py::arg("out").noconvert());
}

template <class T>
void bind_mean_field(py::module_& m, const char* name) {
    using Network = prct::MeanFieldKuramoto<T>;
    py::class_<Network>(m, name)
        .def(py::init([](const Array<T>& frequency, T coupling) {
                 require_shape(frequency, {-1}, "frequency");
                 return Network(view(frequency), coupling);
             }),
             py::arg("frequency"), py::arg("coupling"))
        .def_property_readonly("size", &Network::size)
        .def("set_amplitude", [](Network& self, const Array<T>& values) { self.set_amplitude(view(values)); })
        .def(
            "rate",
            [](Network& self, const Array<T>& phase, Result<T>& out) { self.rate(view(phase), writable(out, "out")); },
            py::arg("phase"), py::arg("out").noconvert());
}

}  // namespace

void bind_kuramoto(py::module_& m) {
    bind_sparse<float>(m, "SparseKuramoto32");
    bind_sparse<double>(m, "SparseKuramoto64");
    bind_mean_field<float>(m, "MeanFieldKuramoto32");
    bind_mean_field<double>(m, "MeanFieldKuramoto64");
    m.def("order_parameter", [](const Array<double>& phase) { return prct::order_parameter(view(phase)); });
    m.def("local_order_parameter", [](const Array<double>& phase, int window) {
        return prct::python::to_numpy(prct::local_order_parameter(view(phase), window), {phase.size()});
    });
}
