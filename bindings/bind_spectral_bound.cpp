#include <pybind11/stl.h>

#include "bindings.hpp"
#include "prct/energy/spectral_bound.hpp"

void bind_spectral_bound(py::module_& m) {
    py::class_<prct::SpectralDomain>(m, "SpectralDomain")
        .def(py::init([](double nearest_a, int overlaps, int neighbours, int absent, double hydrogen_bonds,
                         bool cis_prolines) {
                 return prct::SpectralDomain{nearest_a, overlaps, neighbours, absent, hydrogen_bonds, cis_prolines};
             }),
             py::arg("nearest_a"), py::arg("overlaps"), py::arg("neighbours"), py::arg("absent"),
             py::arg("hydrogen_bonds"), py::arg("cis_prolines"));
    m.def(
        "spectral_bound",
        [](const prct::System& system, const prct::TermScales& scales, const prct::SpectralDomain& domain) {
            const prct::SpectralBound bound = prct::spectral_bound(system, scales, domain);
            return py::make_tuple(bound.largest, bound.parts, bound.residue, bound.phi, bound.psi);
        },
        py::arg("system"), py::arg("scales"), py::arg("domain"));
}
