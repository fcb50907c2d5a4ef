#include <pybind11/stl.h>

#include <numbers>

#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/parameters/ramachandran_table.hpp"
#include "prct/physics/ramachandran_term.h"

namespace {

using prct::python::Array;

/// Energies [class, phi, psi] at the nodes.
py::array_t<double> table() {
    const auto& surfaces = prct::ramachandran_table();
    constexpr int n = prct::ramachandran_grid, classes = prct::ramachandran_class_count;
    const auto angle = [](int k) { return 2 * std::numbers::pi * (k - n / 2) / n; };
    py::array_t<double> out({classes, n, n});
    double* value = out.mutable_data();
    for (int c = 0; c < classes; ++c)
        for (int i = 0; i < n; ++i)
            for (int j = 0; j < n; ++j) {
                double dphi, dpsi;
                const float* surface = surfaces.data() + c * prct::ramachandran_stride;
                *value++ = prct::ramachandran_energy(surface, angle(i), angle(j), dphi, dpsi);
            }
    return out;
}

py::array_t<std::uint8_t> classes(const std::string& sequence, const Array<std::int32_t>& chain_starts,
                                  const Array<std::uint8_t>& cis) {
    auto out = prct::ramachandran_classes(sequence, prct::python::view(chain_starts), prct::python::view(cis));
    const auto length = static_cast<py::ssize_t>(out.size());
    return prct::python::to_numpy(std::move(out), {length});
}

/// Energy and derivatives [L, 3] of phases [L, 2].
py::array_t<double> energy(const Array<std::uint8_t>& classes, const Array<double>& phases) {
    const py::ssize_t length = classes.size();
    prct::python::require_shape(phases, {length, 2}, "phases");
    const auto phase = prct::python::view(phases);
    const auto cls = prct::python::view(classes);
    std::vector<double> out(3 * length);
    for (py::ssize_t i = 0; i < length; ++i) {
        if (cls[i] >= prct::ramachandran_class_count)
            throw prct::InputError(std::string("class ").append(std::to_string(cls[i])) + " of residue " +
                                   std::to_string(i + 1) + " is unknown; pass what class_of_residue returns");
        const float* surface = prct::ramachandran_table().data() + cls[i] * prct::ramachandran_stride;
        out[3 * i] = prct::ramachandran_energy(surface, phase[2 * i], phase[2 * i + 1], out[3 * i + 1], out[3 * i + 2]);
    }
    return prct::python::to_numpy(std::move(out), {length, 3});
}

}  // namespace

void bind_ramachandran_table(py::module_& m) {
    m.def("ramachandran_table", &table);
    m.def("ramachandran_classes", &classes, py::arg("sequence"), py::arg("chain_starts"), py::arg("cis"));
    m.def("ramachandran_energy", &energy, py::arg("classes"), py::arg("phases"));
}
