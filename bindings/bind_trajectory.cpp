#include <pybind11/stl.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "platform_handle.hpp"
#include "prct/engine/trajectory.hpp"
#include "report_dict.hpp"

namespace {

using namespace prct::python;

constexpr const char* kPlanDoc = R"doc(A whole trajectory: relax, anneal in blocks, quench (Eqs. 25-27).

Parameters
----------
system : System
state : State
    Where it begins.
keyframes : list of Keyframe
options : SimulationOptions
relax : (int, float, float)
    Evaluations of FIRE before the first step, energy and force tolerance (kcal/mol, kcal/mol/Å).
relax_scales, final_scales : TermScales
    Factors of the terms then, and in the quench.
quench : list of (int, int, float, float)
    Stages: evaluations of FIRE, of L-BFGS, the two tolerances.
block_steps : int
    Neighbour lists start afresh and a report is made every so many steps; a block that blows up is walked again.
stop_step : int, optional
    Ends there, without a quench.

Raises
------
InputError
    From ``run_trajectories`` for what a platform cannot run as a whole.
)doc";

constexpr const char* kRunDoc = R"doc(Run trajectories: on a GPU all of them in as few launches as its memory allows.

Parameters
----------
platform : Platform
plans : list of TrajectoryPlan
threads : int
    Side by side where the platform works on the host; on a GPU they share what the host does beside it.

Returns
-------
list of TrajectoryOutcome
)doc";

using Plans = std::vector<const prct::TrajectoryPlan*>;

using Stage = std::tuple<int, int, double, double>;

prct::QuenchStage stage(int fire, int evaluations, double energy_tolerance, double force_tolerance) {
    return {fire, {evaluations, energy_tolerance, force_tolerance}};
}

prct::TrajectoryPlan make_plan(const prct::System& system, const prct::State& state,
                               const std::vector<prct::Keyframe>& frames, const prct::SimulationOptions& options,
                               const std::tuple<int, double, double>& relax, const prct::TermScales& relax_scales,
                               const std::vector<Stage>& quench, const prct::TermScales& final_scales, int block_steps,
                               std::optional<std::int64_t> stop_step) {
    prct::TrajectoryPlan plan;
    plan.system = &system;
    plan.start = state;
    plan.schedule = prct::Schedule(frames);
    plan.options = options;
    plan.relax = stage(std::get<0>(relax), 0, std::get<1>(relax), std::get<2>(relax));
    plan.relax_scales = relax_scales;
    for (const auto& [fire, evaluations, energy, force] : quench)
        plan.quench.push_back(stage(fire, evaluations, energy, force));
    plan.final_scales = final_scales;
    plan.block_steps = block_steps;
    if (stop_step) plan.stop_step = *stop_step;
    plan.keep_frames = true;
    return plan;
}

py::array_t<double> coordinates(const std::vector<double>& v) {
    return to_numpy(std::vector<double>(v), {static_cast<py::ssize_t>(v.size() / 9), 3, 3});
}

py::list report_dicts(const prct::TrajectoryPlan& plan, const prct::TrajectoryOutcome& outcome) {
    std::vector<prct::Report> reports;
    {
        py::gil_scoped_release release;
        reports = prct::reports(plan, outcome);
    }
    py::list all;
    std::size_t block = 0;
    for (prct::Report& report : reports) {
        py::dict d = report_dict(report);
        const auto restraints = static_cast<py::ssize_t>(report.held.size());
        d["held"] = to_numpy(std::move(report.held), {restraints});
        d["walked_again"] = outcome.blocks[block].walked_again;
        d["positions_a"] = coordinates(outcome.blocks[block++].positions_a);
        all.append(std::move(d));
    }
    return all;
}

}  // namespace

void bind_trajectory(py::module_& m) {
    py::class_<prct::TrajectoryPlan>(m, "TrajectoryPlan", kPlanDoc)
        .def(py::init(&make_plan), py::arg("system"), py::arg("state"), py::arg("keyframes"), py::arg("options"),
             py::arg("relax"), py::arg("relax_scales"), py::arg("quench"), py::arg("final_scales"),
             py::arg("block_steps") = 250, py::arg("stop_step") = py::none(), py::keep_alive<1, 2>());
    using O = prct::TrajectoryOutcome;
    py::class_<O>(m, "TrajectoryOutcome")
        .def_readonly("state", &O::state)
        .def_property_readonly("model_a", [](const O& o) { return coordinates(o.model_a); })
        .def_property_readonly("terms", [](const O& o) { return terms_dict(o.terms); })
        .def_readonly("max_force", &O::max_force)
        .def_readonly("evaluations", &O::evaluations)
        .def_readonly("converged", &O::converged)
        .def_readonly("failure", &O::failure)
        .def_readonly("lost", &O::lost)
        .def(
            "reports", [](const O& o, const prct::TrajectoryPlan& plan) { return report_dicts(plan, o); },
            py::arg("plan"),
            "One dict a block, as Simulation.report(), with its walked_again, its positions_a and, uint8 [restraints], "
            "held: "
            "whether each restraint is within its bounds, one scale allowed.");
    m.def(
        "device_need",
        [](const PlatformHandle& platform, const Plans& plans) {
            prct::DeviceNeed need;
            {
                py::gil_scoped_release release;
                need = platform.platform->device_need(plans);
            }
            return py::make_tuple(need.text, need.need_bytes, need.free_bytes);
        },
        py::arg("platform"), py::arg("plans"),
        "What the plans take of a GPU's memory if all run at once: by part as text, in bytes, and the bytes that are "
        "free.");
    m.def(
        "run_trajectories",
        [](const PlatformHandle& platform, const Plans& plans, int threads) {
            py::gil_scoped_release release;
            return platform.platform->run(plans, threads);
        },
        py::arg("platform"), py::arg("plans"), py::arg("threads") = 1, kRunDoc);
}
