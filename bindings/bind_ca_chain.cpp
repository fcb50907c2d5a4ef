#include <algorithm>
#include <map>
#include <string>

#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/engine/ca_chain.hpp"

namespace {

using namespace prct;
using python::Array;

static_assert(sizeof(Vec3<double>) == 3 * sizeof(double));

std::span<const Vec3<double>> vectors_of(const Array<double>& a, const char* name) {
    python::require_shape(a, {-1, 3}, name);
    return {reinterpret_cast<const Vec3<double>*>(a.data()), static_cast<std::size_t>(a.shape(0))};
}

py::array_t<double> to_array(const std::vector<Vec3<double>>& v) {
    py::array_t<double> out({static_cast<py::ssize_t>(v.size()), py::ssize_t{3}});
    std::copy(v.begin(), v.end(), reinterpret_cast<Vec3<double>*>(out.mutable_data()));
    return out;
}

CaChainPath path_of(const std::string& name) {
    static const std::map<std::string, CaChainPath> paths{
        {"reference", CaChainPath::reference}, {"mixed", CaChainPath::mixed}, {"full", CaChainPath::full}};
    const auto found = paths.find(name);
    if (found == paths.end()) throw InputError("CA chain: path is '" + name + "'; choose reference, mixed or full");
    return found->second;
}

void bind_model(py::module_& m) {
    py::class_<CaChainModel>(m, "CaChainModel")
        .def(py::init<>())
        .def_property(
            "charges", [](const CaChainModel& c) { return py::array_t<double>(c.charges.size(), c.charges.data()); },
            [](CaChainModel& c, const Array<double>& q) {
                python::require_shape(q, {-1}, "charges");
                c.charges.assign(q.data(), q.data() + q.size());
            })
        .def_readwrite("bond_k", &CaChainModel::bond_k)
        .def_readwrite("bond_length_a", &CaChainModel::bond_length_a)
        .def_readwrite("epsilon", &CaChainModel::epsilon)
        .def_readwrite("sigma_a", &CaChainModel::sigma_a)
        .def_readwrite("cutoff_a", &CaChainModel::cutoff_a)
        .def_property(
            "smooth", [](const CaChainModel& c) { return c.cutoff_kind == CutoffKind::smooth; },
            [](CaChainModel& c, bool smooth) { c.cutoff_kind = smooth ? CutoffKind::smooth : CutoffKind::truncated; })
        .def_readwrite("permittivity", &CaChainModel::permittivity)
        .def_readwrite("ionic_strength_m", &CaChainModel::ionic_strength_m)
        .def_readwrite("mass_da", &CaChainModel::mass_da);
}

}  // namespace

void bind_ca_chain(py::module_& m) {
    bind_model(m);
    py::class_<CaChainEnergy>(m, "CaChainEnergy")
        .def_readonly("bond", &CaChainEnergy::bond)
        .def_readonly("lennard_jones", &CaChainEnergy::lennard_jones)
        .def_readonly("electrostatic", &CaChainEnergy::electrostatic)
        .def_property_readonly("potential", &CaChainEnergy::potential);
    py::class_<CaChainSimulation>(m, "CaChainSimulation")
        .def(py::init([](const CaChainModel& model, const Array<double>& positions_a,
                         const Array<double>& velocities_a_per_ps, const std::string& path, double step_ps,
                         double temperature_k, double friction_per_ps, std::uint64_t seed, double skin_a, int threads) {
                 const CaChainOptions options{path_of(path), step_ps, temperature_k, friction_per_ps,
                                              seed,          skin_a,  threads};
                 return std::make_unique<CaChainSimulation>(model, options, vectors_of(positions_a, "positions_a"),
                                                            vectors_of(velocities_a_per_ps, "velocities_a_per_ps"));
             }),
             py::arg("model"), py::arg("positions_a"), py::arg("velocities_a_per_ps"), py::kw_only(), py::arg("path"),
             py::arg("step_ps"), py::arg("temperature_k"), py::arg("friction_per_ps"), py::arg("seed"),
             py::arg("skin_a"), py::arg("threads"))
        .def("run", &CaChainSimulation::run, py::arg("steps"), py::call_guard<py::gil_scoped_release>())
        .def("positions_a", [](const CaChainSimulation& s) { return to_array(s.positions_a()); })
        .def("velocities_a_per_ps", [](const CaChainSimulation& s) { return to_array(s.velocities_a_per_ps()); })
        .def("forces", [](const CaChainSimulation& s) { return to_array(s.forces()); })
        .def("potential_energy", &CaChainSimulation::potential_energy)
        .def("kinetic_energy", &CaChainSimulation::kinetic_energy)
        .def_property_readonly("step", &CaChainSimulation::step)
        .def_property_readonly("list_builds", &CaChainSimulation::list_builds);
    m.def(
        "compact_ca_trace", [](int beads, std::uint64_t seed) { return to_array(compact_ca_trace(beads, seed)); },
        py::arg("bead_count"), py::arg("seed"));
    m.def(
        "ca_chain_velocities",
        [](int beads, double mass_da, double temperature_k, std::uint64_t seed) {
            return to_array(ca_chain_velocities(beads, mass_da, temperature_k, seed));
        },
        py::arg("bead_count"), py::arg("mass_da"), py::arg("temperature_k"), py::arg("seed"));
}
