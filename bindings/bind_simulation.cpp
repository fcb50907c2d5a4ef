#include <pybind11/stl.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "platform_handle.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/energy/backbone_terms.hpp"
#include "prct/engine/simulation.hpp"
#include "prct/units.hpp"
#include "report_dict.hpp"

namespace {

using prct::python::Array;
using prct::python::PlatformHandle;
using prct::python::report_dict;
using prct::python::terms_dict;
using prct::python::to_numpy;

constexpr const char* kStateDoc = R"doc(Where a simulation is: a value, to be copied and saved.

Parameters
----------
positions_a, velocities_a_ps : float64 [N, 3, 3]
    N, CA, C of every residue; Å and Å/ps.
alpha, theta : float64 [M]
    Soft weight (Eq. 19) and phase (Eq. 16) of every restraint.
step, seed : int

Examples
--------
>>> import numpy as np, prct
>>> state = prct.State(np.zeros((5, 3, 3)), np.zeros((5, 3, 3)), np.ones(2), np.zeros(2), seed=7)
>>> state.positions_a.shape, state.alpha.tolist(), state.step, state.seed
((5, 3, 3), [1.0, 1.0], 0, 7)
)doc";

constexpr const char* kPlatformDoc = R"doc(Where forces are computed.

Parameters
----------
name : str
    ``reference`` (plain loops in double precision, the oracle), ``cpu`` (neighbour lists, vector instructions, single
    precision for pairs), ``cpu-f64`` (the same in double precision), ``cuda`` (a GPU, single precision) or
    ``cuda-emulation`` (the kernels of ``cuda`` on the host, slowly, to test them).
threads : int
    Threads that share one system, with the same results for any number of them.
list_skin_a : float
    Of lists of residue pairs on ``cpu`` and ``cpu-f64``, Å: they hold until a site has moved half of it.

Raises
------
InputError
    For other names, and a skin that is no positive length.
GpuError
    Where there is no GPU that can be used; the message says why.

Examples
--------
>>> import prct
>>> prct.Platform("reference").name
'reference'
)doc";

constexpr const char* kSimulationDoc = R"doc(A system, a platform and a state joined: Langevin annealing (Eq. 25).

Parameters
----------
system : System
platform : Platform
state : State
    Its arrays must fit the system.
keyframes : list of Keyframe
    Temperature and factors of the terms over the progress 0-1.
options : SimulationOptions
log : ParameterLog, optional
    Changes total steps, time step and friction of the options while the simulation runs.

Raises
------
InputError
    When the state does not fit the system.
NumericsError
    From ``advance`` when the trajectory blows up.

Examples
--------
>>> import numpy as np, prct
>>> from prct._core import TERM_NAMES, Keyframe, SimulationOptions, TermScales
>>> from prct.core.build_coordinates import backbone_from_torsions
>>> system = prct.System(["ACDEFGHIK"])
>>> positions = backbone_from_torsions(system.chain_starts, np.radians([[-60.0, -45.0, 180.0]] * 9))
>>> state = prct.State(positions, np.zeros((9, 3, 3)), np.zeros(0), np.zeros(0), seed=1)
>>> options = SimulationOptions()
>>> options.total_steps = 100
>>> scales = TermScales([1.0] * len(TERM_NAMES))
>>> keyframes = [Keyframe(0.0, 300.0, scales), Keyframe(1.0, 15.0, scales)]
>>> simulation = prct.Simulation(system, prct.Platform("cpu"), state, keyframes, options)
>>> simulation.advance(100)
>>> simulation.finished, simulation.state.step
(True, 100)
)doc";

std::vector<double> copy(const Array<double>& a) { return {a.data(), a.data() + a.size()}; }

py::array_t<double> coordinates(std::vector<double> v) {
    const auto n = static_cast<py::ssize_t>(v.size() / 9);
    return to_numpy(std::move(v), {n, 3, 3});
}

prct::TermScales make_scales(const std::vector<double>& factor, double saturation) {
    if (factor.size() != prct::kTerms)
        throw prct::InputError("a schedule gives " + std::to_string(factor.size()) + " factors; pass " +
                               std::to_string(int(prct::kTerms)) + ", one a term");
    prct::TermScales s;
    std::copy(factor.begin(), factor.end(), s.factor.begin());
    s.saturation = saturation;
    return s;
}

prct::State make_state(const Array<double>& positions, const Array<double>& velocities, const Array<double>& alpha,
                       const Array<double>& theta, std::int64_t step, std::uint64_t seed) {
    return {copy(positions), copy(velocities), copy(alpha), copy(theta), step, seed};
}

void bind_values(py::module_& m) {
    py::class_<prct::TermScales>(m, "TermScales")
        .def(py::init(&make_scales), py::arg("factor"), py::arg("saturation") = 0.0);
    py::class_<prct::Keyframe>(m, "Keyframe")
        .def(py::init<double, double, prct::TermScales>(), py::arg("progress"), py::arg("temperature_k"),
             py::arg("scales"));
    py::class_<prct::State>(m, "State", kStateDoc)
        .def(py::init(&make_state), py::arg("positions_a"), py::arg("velocities_a_ps"), py::arg("alpha"),
             py::arg("theta"), py::arg("step") = 0, py::arg("seed") = 0)
        .def_property_readonly("positions_a", [](const prct::State& s) { return coordinates(s.positions_a); })
        .def_property_readonly("velocities_a_ps", [](const prct::State& s) { return coordinates(s.velocities_a_ps); })
        .def_property_readonly("alpha",
                               [](const prct::State& s) { return py::array_t<double>(s.alpha.size(), s.alpha.data()); })
        .def_property_readonly("theta",
                               [](const prct::State& s) { return py::array_t<double>(s.theta.size(), s.theta.data()); })
        .def_readonly("step", &prct::State::step)
        .def_readonly("seed", &prct::State::seed);
    using R = prct::ResonanceOptions;
    py::class_<R>(m, "ResonanceOptions")
        .def(py::init<>())
        .def_readwrite("phases", &R::phases)
        .def_readwrite("frequency_ps", &R::frequency_ps)
        .def_readwrite("distance_a", &R::distance_a)
        .def_readwrite("coupling", &R::coupling)
        .def_readwrite("anchor", &R::anchor)
        .def_readwrite("spread_residues", &R::spread_residues)
        .def_readwrite("line_weight", &R::line_weight)
        .def_readwrite("half_support", &R::half_support)
        .def_readwrite("settled_support", &R::settled_support)
        .def_readwrite("support_offset", &R::support_offset)
        .def_readwrite("patch_share", &R::patch_share)
        .def_readwrite("sharpness", &R::sharpness)
        .def_readwrite("reach_a", &R::reach_a)
        .def_readwrite("alpha_floor", &R::alpha_floor)
        .def_readwrite("step_ps", &R::step_ps);
    using O = prct::SimulationOptions;
    py::class_<O>(m, "SimulationOptions")
        .def(py::init<>())
        .def_readwrite("total_steps", &O::total_steps)
        .def_readwrite("step_ps", &O::step_ps)
        .def_readwrite("friction_per_ps", &O::friction_per_ps)
        .def_readwrite("step_halvings", &O::step_halvings)
        .def_readwrite("resonance_interval", &O::resonance_interval)
        .def_readwrite("resonance", &O::resonance)
        .def_readwrite("edges", &O::edges)
        .def_readwrite("tour_place", &O::tour_place)
        .def_readwrite("tour_first", &O::tour_first);
}

py::tuple compute(const prct::System& system, const PlatformHandle& platform, const Array<double>& positions,
                  const prct::TermScales& scales, const Array<double>& alpha) {
    const auto n = system.size();
    prct::python::require_shape(positions, {n, 3, 3}, "positions");
    std::vector<double> gradient(9 * static_cast<std::size_t>(n));
    const auto t = platform.platform->create(system)->compute(prct::python::view(positions), scales,
                                                              prct::python::view(alpha), gradient);
    return py::make_tuple(terms_dict(t), coordinates(std::move(gradient)));
}

py::tuple quench(const prct::System& system, const PlatformHandle& platform, const Array<double>& positions,
                 const prct::TermScales& scales, const Array<double>& alpha, int fire_evaluations, int max_evaluations,
                 double energy_tolerance, double force_tolerance) {
    prct::python::require_shape(positions, {system.size(), 3, 3}, "positions");
    std::vector<double> x = copy(positions);
    const std::vector<double> a = copy(alpha);
    prct::MinimizeResult r;
    {
        py::gil_scoped_release release;
        r = prct::quench(system, *platform.platform, scales, a, x, fire_evaluations,
                         {max_evaluations, energy_tolerance, force_tolerance});
    }
    return py::make_tuple(coordinates(std::move(x)), r.energy, r.max_force, r.evaluations, r.converged);
}

py::dict torsions(const prct::System& system, const Array<double>& positions) {
    prct::python::require_shape(positions, {system.size(), 3, 3}, "positions");
    const auto x = prct::python::view(positions);
    prct::Torsions t = [&] {
        py::gil_scoped_release release;
        prct::Sites sites;
        prct::build_sites(system, x, sites);
        return prct::backbone_torsions(system, sites);
    }();
    py::dict d;
    const auto n = static_cast<py::ssize_t>(t.phi.size());
    d["phi"] = to_numpy(std::move(t.phi), {n});
    d["psi"] = to_numpy(std::move(t.psi), {n});
    d["omega"] = to_numpy(std::move(t.omega), {n});
    return d;
}

py::array_t<double> all_sites(const prct::System& system, const Array<double>& positions) {
    prct::python::require_shape(positions, {system.size(), 3, 3}, "positions");
    const auto x = prct::python::view(positions);
    std::vector<double> flat;
    {
        py::gil_scoped_release release;
        prct::Sites sites;
        prct::build_sites(system, x, sites);
        flat.reserve(3 * sites.size());
        for (const auto& s : sites) flat.insert(flat.end(), {s.x, s.y, s.z});
    }
    return to_numpy(std::move(flat), {system.size(), prct::kSites, 3});
}

py::array_t<double> restraint_distances(const prct::System& system, const Array<double>& positions) {
    prct::python::require_shape(positions, {system.size(), 3, 3}, "positions");
    const auto x = prct::python::view(positions);
    std::vector<double> d;
    {
        py::gil_scoped_release release;
        d = prct::restraint_distances(system, x);
    }
    const auto n = static_cast<py::ssize_t>(d.size());
    return to_numpy(std::move(d), {n});
}

py::dict settle_phases(const prct::System& system, const prct::ResonanceOptions& options,
                       const Array<double>& distances, int steps) {
    const auto n = static_cast<py::ssize_t>(system.restraints.size());
    prct::python::require_shape(distances, {n}, "distances");
    const auto far = prct::python::view(distances);
    auto settled = [&] {
        py::gil_scoped_release release;
        return prct::EdgePhases(system, options).settle(far, steps);
    }();
    py::dict d;
    d["alpha"] = to_numpy(std::move(settled.alpha), {n});
    d["theta"] = to_numpy(std::move(settled.theta), {n});
    d["frequency_ps"] = to_numpy(std::move(settled.frequency_ps), {n});
    d["support"] = to_numpy(std::move(settled.support), {n});
    return d;
}

}  // namespace

void bind_simulation(py::module_& m) {
    bind_values(m);
    m.attr("TERM_NAMES") = [] {
        py::list names;
        for (const auto& n : prct::kTermNames) names.append(std::string(n));
        return py::tuple(names);
    }();
    m.def("platform_names", &prct::platform_names);
    py::class_<PlatformHandle>(m, "Platform", kPlatformDoc)
        .def(py::init([](const std::string& name, int threads, double list_skin_a) {
                 return PlatformHandle{name, prct::make_platform(name, threads, list_skin_a)};
             }),
             py::arg("name"), py::arg("threads") = 1, py::arg("list_skin_a") = prct::kListSkin_a)
        .def_readonly("name", &PlatformHandle::name)
        .def_property_readonly(
            "runs_whole", [](const PlatformHandle& p) { return p.platform->runs_whole(); },
            "Whether it is made for whole trajectories (`run_trajectories`).");
    m.def("compute", &compute, py::arg("system"), py::arg("platform"), py::arg("positions_a"), py::arg("scales"),
          py::arg("alpha"));
    m.def("quench", &quench, py::arg("system"), py::arg("platform"), py::arg("positions_a"), py::arg("scales"),
          py::arg("alpha"), py::arg("fire_evaluations"), py::arg("max_evaluations"), py::arg("energy_tolerance"),
          py::arg("force_tolerance"));
    m.def("draw_velocities", [](int residues, double temperature_k, std::uint64_t seed) {
        if (residues < 1 || !(temperature_k >= 0)) throw prct::InputError("velocities need residues and a temperature");
        std::vector<double> v(9 * static_cast<std::size_t>(residues));
        prct::draw_velocities(v, temperature_k, prct::kAtomMass_da, seed);
        return coordinates(std::move(v));
    });
    m.def("torsions", &torsions, py::arg("system"), py::arg("positions_a"));
    m.def("sites", &all_sites, py::arg("system"), py::arg("positions_a"));
    m.def("restraint_distances", &restraint_distances, py::arg("system"), py::arg("positions_a"));
    m.def("settle_phases", &settle_phases, py::arg("system"), py::arg("options"), py::arg("distances_a"),
          py::arg("steps"));
    using S = prct::Simulation;
    py::class_<S>(m, "Simulation", kSimulationDoc)
        .def(py::init([](const prct::System& system, const PlatformHandle& platform, const prct::State& state,
                         const std::vector<prct::Keyframe>& frames, const prct::SimulationOptions& options,
                         std::optional<std::shared_ptr<prct::ParameterLog>> log) {
                 return std::make_unique<S>(system, *platform.platform, state, prct::Schedule(frames), options,
                                            log.value_or(nullptr));
             }),
             py::arg("system"), py::arg("platform"), py::arg("state"), py::arg("keyframes"), py::arg("options"),
             py::arg("log") = py::none(), py::keep_alive<1, 2>())
        .def("advance", &S::advance, py::arg("steps"), py::call_guard<py::gil_scoped_release>())
        .def_property_readonly("finished", &S::finished)
        .def_property_readonly("end_step", &S::end_step, "Where the schedule ends at the present pace.")
        .def_property_readonly("state", [](const S& s) { return s.state(); })
        .def("report", [](S& s) { return report_dict(s.report()); });
}
