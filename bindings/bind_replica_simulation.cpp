#include <pybind11/stl.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "platform_handle.hpp"
#include "prct/engine/replica_simulation.hpp"

namespace {

using namespace prct::python;

using Integers = std::vector<std::int64_t>;

constexpr const char* kDoc =
    R"doc(Langevin walkers on a lattice of temperatures × λ that exchange their places (Eq. 29).

Parameters
----------
system : System
platform : Platform
temperatures_k : list of float
    Ascending.
scales : list of TermScales
    Factors of the terms at each λ; the last is the full Hamiltonian.
walkers : list of State
    One a place, the temperature running fastest.
interval, step_ps, friction_per_ps, seed, threads
    Steps between exchanges, Langevin's constants, the seed of the exchanges, threads that share the walkers. The
    result does not depend on the threads.

Raises
------
InputError
    When something does not fit.
NumericsError
    From ``advance`` when a walker blows up.

Examples
--------
>>> import numpy as np, prct
>>> from prct._core import TERM_NAMES, ReplicaSimulation, TermScales
>>> from prct.core.build_coordinates import backbone_from_torsions
>>> system = prct.System(["ACDEFGHIK"])
>>> positions = backbone_from_torsions(system.chain_starts, np.radians([[-60.0, -45.0, 180.0]] * 9))
>>> walkers = [prct.State(positions, np.zeros((9, 3, 3)), [], [], seed=k) for k in (10, 20)]
>>> scales = [TermScales([1.0] * len(TERM_NAMES))]
>>> lattice = ReplicaSimulation(system, prct.Platform("cpu"), [100.0, 110.0], scales, walkers, interval=20)
>>> lattice.advance(5)
>>> lattice.sweep, sorted(lattice.place_of.tolist()), lattice.path.shape
(5, [0, 1], (5, 2))
)doc";

template <class T>
py::array_t<T> array(const std::vector<T>& v) {
    return py::array_t<T>(static_cast<py::ssize_t>(v.size()), v.data());
}

py::dict exchange_dict(const prct::ExchangeState& e) {
    py::dict d;
    d["sweep"] = array(Integers{e.sweep});
    d["place_of"] = array(e.place_of);
    d["tried"] = array(e.tried);
    d["accepted"] = array(e.accepted);
    d["temperature_trips"] = array(e.temperature.count);
    d["temperature_leg"] = array(e.temperature.leg);
    d["lambda_trips"] = array(e.lambda.count);
    d["lambda_leg"] = array(e.lambda.leg);
    d["path"] = array(e.path);
    return d;
}

template <class T>
std::vector<T> taken(const py::dict& d, const char* name) {
    if (!d.contains(name)) throw prct::InputError(std::string("the saved exchanges lack ") + name + "; start again");
    const auto a = py::cast<Array<T>>(d[name]);
    return {a.data(), a.data() + a.size()};
}

prct::ExchangeState exchange_state(const py::dict& d) {
    prct::ExchangeState e;
    const auto sweep = taken<std::int64_t>(d, "sweep");
    e.sweep = sweep.size() == 1 ? sweep[0] : -1;
    e.place_of = taken<std::int32_t>(d, "place_of");
    e.tried = taken<std::int64_t>(d, "tried");
    e.accepted = taken<std::int64_t>(d, "accepted");
    e.temperature = {taken<std::int32_t>(d, "temperature_trips"), taken<std::int8_t>(d, "temperature_leg")};
    e.lambda = {taken<std::int32_t>(d, "lambda_trips"), taken<std::int8_t>(d, "lambda_leg")};
    e.path = taken<std::int32_t>(d, "path");
    return e;
}

/// The platform is kept alive through its handle.
struct Replicas {
    std::shared_ptr<prct::Platform> platform;
    prct::ReplicaSimulation simulation;
};

std::unique_ptr<Replicas> make(const prct::System& system, const PlatformHandle& platform,
                               std::vector<double> temperatures_k, std::vector<prct::TermScales> scales,
                               std::vector<prct::State> walkers, std::int64_t interval, double step_ps,
                               double friction_per_ps, std::uint64_t seed, int threads,
                               const std::optional<py::dict>& exchanges) {
    prct::ReplicaLattice lattice{std::move(temperatures_k), static_cast<int>(scales.size())};
    prct::ReplicaState state;
    state.exchange = exchanges ? exchange_state(*exchanges) : prct::ExchangeState::start(lattice);
    if (exchanges) state.walked_again = taken<std::int64_t>(*exchanges, "walked_again").at(0);
    state.walkers = std::move(walkers);
    const prct::ReplicaOptions options{interval, step_ps, friction_per_ps, seed, threads};
    return std::unique_ptr<Replicas>(
        new Replicas{platform.platform,
                     {system, *platform.platform, std::move(lattice), std::move(scales), std::move(state), options}});
}

py::dict exchanges_of(const Replicas& r) {
    py::dict d = exchange_dict(r.simulation.state().exchange);
    d["walked_again"] = array(Integers{r.simulation.state().walked_again});
    return d;
}

}  // namespace

void bind_replica_simulation(py::module_& m) {
    py::class_<Replicas>(m, "ReplicaSimulation", kDoc)
        .def(py::init(&make), py::arg("system"), py::arg("platform"), py::arg("temperatures_k"), py::arg("scales"),
             py::arg("walkers"), py::arg("interval") = 100, py::arg("step_ps") = 0.0103,
             py::arg("friction_per_ps") = 4.4, py::arg("seed") = 0, py::arg("threads") = 1,
             py::arg("exchanges") = py::none(), py::keep_alive<1, 2>())
        .def(
            "advance", [](Replicas& r, std::int64_t sweeps) { r.simulation.advance(sweeps); }, py::arg("sweeps"),
            py::call_guard<py::gil_scoped_release>(), "Run so many sweeps.")
        .def_property_readonly("sweep", [](const Replicas& r) { return r.simulation.state().exchange.sweep; })
        .def_property_readonly(
            "walkers", [](const Replicas& r) { return r.simulation.state().walkers; }, "States of the walkers.")
        .def_property_readonly(
            "energy_kcal", [](const Replicas& r) { return array(r.simulation.state().energy_kcal); },
            "Of each walker where it is, after the last sweep.")
        .def_property_readonly("place_of",
                               [](const Replicas& r) { return array(r.simulation.state().exchange.place_of); })
        .def_property_readonly(
            "path",
            [](const Replicas& r) {
                const auto& e = r.simulation.state().exchange;
                auto path = e.path;
                return to_numpy(std::move(path),
                                {static_cast<py::ssize_t>(e.sweep), static_cast<py::ssize_t>(e.place_of.size())});
            },
            "Place of each walker after each sweep.")
        .def_property_readonly("exchanges", &exchanges_of,
                               "All that is to be saved beside the walkers, arrays by name.");
    m.def(
        "neighbour_pairs",
        [](const std::vector<double>& temperatures_k, int lambdas) {
            std::vector<std::pair<int, int>> pairs;
            for (const auto& p : prct::neighbour_pairs({temperatures_k, lambdas}))
                pairs.emplace_back(p.first, p.second);
            return pairs;
        },
        py::arg("temperatures_k"), py::arg("lambdas"), "Places of all neighbours, in the order of their acceptances.");
}
