#include "bindings.hpp"
#include "prct/physics/virtual_sites.h"
#include "trace_view.hpp"

void bind_virtual_sites(py::module_& m) {
    using namespace prct::python;
    m.def("virtual_cb", [](const Array<double>& backbone_a) {
        require_shape(backbone_a, {-1, -1, 3}, "backbone_a");
        const auto residues = backbone_a.shape(0), atoms = backbone_a.shape(1);
        if (atoms < 3)
            throw prct::InputError("backbone_a has " + std::to_string(atoms) + " atoms a residue; pass N, CA, C");
        const auto atom = points(backbone_a);
        std::vector<double> cb_a;
        for (py::ssize_t k = 0; k < residues; ++k) {
            const auto* residue = &atom[static_cast<std::size_t>(k * atoms)];
            const auto cb = prct::place_cb(residue[0], residue[1], residue[2]);
            cb_a.insert(cb_a.end(), {cb.x, cb.y, cb.z});
        }
        return to_numpy(std::move(cb_a), {residues, 3});
    });
    m.def("virtual_oxygen", [](const Array<double>& backbone_a, const Array<bool>& bonded) {
        require_shape(backbone_a, {-1, 3, 3}, "backbone_a");
        const auto residues = backbone_a.shape(0);
        require_shape(bonded, {residues}, "bonded");
        const auto atom = points(backbone_a);
        std::vector<double> oxygen_a;
        for (py::ssize_t k = 0; k < residues; ++k) {
            const auto* residue = &atom[static_cast<std::size_t>(k * 3)];
            const auto oxygen =
                bonded.data()[k] && k + 1 < residues
                    ? prct::place_beyond(residue[2], residue[1], residue[3], prct::kOxygenCA, prct::kOxygenN)
                    : prct::place_at_end(residue[2], residue[1], residue[0], prct::kLastOxygenCA, prct::kLastOxygenN);
            oxygen_a.insert(oxygen_a.end(), {oxygen.x, oxygen.y, oxygen.z});
        }
        return to_numpy(std::move(oxygen_a), {residues, 3});
    });
}
