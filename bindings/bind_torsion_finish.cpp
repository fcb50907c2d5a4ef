#include "array_view.hpp"
#include "bindings.hpp"
#include "platform_handle.hpp"
#include "prct/dynamics/torsion_finish.hpp"

namespace {

using namespace prct::python;

py::tuple torsion_finish(const prct::System& system, const PlatformHandle& platform, const Array<double>& positions,
                         const prct::TermScales& scales, const Array<double>& alpha, int max_evaluations,
                         double energy_tolerance, double force_tolerance) {
    require_shape(positions, {system.size(), 3, 3}, "positions_a");
    if (alpha.size() != 0) require_shape(alpha, {static_cast<py::ssize_t>(system.restraints.size())}, "alpha");
    const auto given = view(positions), weights = view(alpha);
    std::vector<double> x(given.begin(), given.end());
    prct::TorsionFinishOptions options;
    options.minimize = {max_evaluations, energy_tolerance, force_tolerance};
    prct::MinimizeResult r;
    {
        py::gil_scoped_release release;
        const auto context = platform.platform->create(system);
        const prct::Objective energy = [&](std::span<const double> at, std::span<double> gradient) {
            return context->compute(at, scales, weights, gradient).total();
        };
        r = prct::torsion_finish(system.chain_starts, energy, x, options).result;
    }
    return py::make_tuple(to_numpy(std::move(x), {system.size(), 3, 3}), r.energy, r.max_force, r.evaluations,
                          r.converged);
}

}  // namespace

void bind_torsion_finish(py::module_& m) {
    m.def("torsion_finish", &torsion_finish, py::arg("system"), py::arg("platform"), py::arg("positions_a"),
          py::arg("scales"), py::arg("alpha"), py::arg("max_evaluations"), py::arg("energy_tolerance"),
          py::arg("force_tolerance"));
}
