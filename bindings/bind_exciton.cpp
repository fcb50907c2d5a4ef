#include <pybind11/complex.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/exciton.hpp"

using namespace prct;
using namespace prct::python;

void bind_exciton(py::module_& m) {
    m.attr("AMIDE_SITE_ENERGY_CM1") = kAmideSiteEnergy_cm1;
    m.def(
        "exciton_model",
        [](const Array<std::int32_t>& chain_starts, const Array<double>& backbone_a, double site_energy_cm1) {
            require_shape(backbone_a, {-1, 4, 3}, "backbone_a");
            ExcitonModel model;
            {
                py::gil_scoped_release release;
                model = exciton_model(view(chain_starts), view(backbone_a), site_energy_cm1);
            }
            const auto k = static_cast<py::ssize_t>(model.residue.size());
            const auto placed = static_cast<py::ssize_t>(model.placed_oxygen.size());
            return py::make_tuple(
                to_numpy(std::move(model.residue), {k}), to_numpy(std::move(model.placed_oxygen), {placed}),
                to_numpy(std::move(model.position_a), {k, 3}), to_numpy(std::move(model.moment_debye), {k, 3}),
                to_numpy(std::move(model.hamiltonian_cm1), {k, k}));
        },
        py::arg("chain_starts"), py::arg("backbone_a"), py::arg("site_energy_cm1"));
    m.def(
        "exciton_dynamics",
        [](const Array<double>& hamiltonian_cm1, const Array<std::complex<double>>& start, double step_ps,
           std::int64_t steps, std::int64_t every) {
            require_shape(hamiltonian_cm1, {-1, -1}, "hamiltonian_cm1");
            require_shape(start, {-1}, "start");
            std::vector<std::complex<double>> frames;
            {
                py::gil_scoped_release release;
                frames = exciton_dynamics(view(hamiltonian_cm1), view(start), step_ps, steps, every);
            }
            const auto groups = start.shape(0), count = static_cast<py::ssize_t>(frames.size()) / groups;
            return to_numpy(std::move(frames), {count, groups});
        },
        py::arg("hamiltonian_cm1"), py::arg("start"), py::arg("step_ps"), py::arg("steps"), py::arg("every"));
}
