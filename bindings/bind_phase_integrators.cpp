#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/kuramoto.hpp"
#include "prct/resonance/mean_field.hpp"
#include "prct/resonance/phase_trajectory.hpp"

using prct::python::Array;

namespace {

template <class Network>
void bind_integrate(py::module_& m) {
    using T = typename Network::Scalar;
    m.def(
        "integrate_phases",
        [](Network& network, const Array<T>& phase, prct::PhaseMethod method, double duration_ps, double step_ps,
           double tolerance_rad, int samples, std::size_t max_steps, double diffusion_rad2_per_ps, std::uint64_t seed) {
            prct::PhaseTrajectory<T> result;
            {
                const py::gil_scoped_release release;
                result = prct::integrate_phases(
                    network, prct::python::view(phase),
                    {method, duration_ps, step_ps, tolerance_rad, samples, max_steps, {diffusion_rad2_per_ps, seed}});
            }
            return py::make_tuple(prct::python::to_numpy(std::move(result.time_ps), {samples}),
                                  prct::python::to_numpy(std::move(result.phase), {samples, phase.size()}),
                                  result.count.steps, result.count.rejected, result.count.evaluations);
        },
        py::arg("network"), py::arg("phase"), py::arg("method"), py::arg("duration_ps"), py::arg("step_ps"),
        py::arg("tolerance_rad"), py::arg("samples"), py::arg("max_steps"), py::arg("diffusion_rad2_per_ps"),
        py::arg("seed"));
}

}  // namespace

void bind_phase_integrators(py::module_& m) {
    py::enum_<prct::PhaseMethod>(m, "PhaseMethod")
        .value("rk4", prct::PhaseMethod::rk4)
        .value("rk8", prct::PhaseMethod::rk8)
        .value("rk45", prct::PhaseMethod::rk45)
        .value("heun", prct::PhaseMethod::heun);
    bind_integrate<prct::SparseKuramoto<float>>(m);
    bind_integrate<prct::SparseKuramoto<double>>(m);
    bind_integrate<prct::MeanFieldKuramoto<float>>(m);
    bind_integrate<prct::MeanFieldKuramoto<double>>(m);
}
