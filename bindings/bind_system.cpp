#include <pybind11/stl.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/engine/system.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"
#include "prct/physics/ramachandran_term.h"

namespace {

using prct::python::Array;

/// All splines of a call share their knots; values and slopes are [splines, knots].
std::vector<prct::DistanceSpline> make_splines(const Array<double>& knots_a, const Array<double>& values,
                                               const Array<double>& slopes) {
    const auto count = knots_a.size();
    std::vector<prct::DistanceSpline> splines(values.ndim() == 2 ? values.shape(0) : 0);
    const std::vector<double> knots(knots_a.data(), knots_a.data() + count);
    for (std::size_t k = 0; k < splines.size(); ++k) {
        const double *v = values.data() + k * count, *s = slopes.data() + k * count;
        splines[k] = {knots, {v, v + count}, {s, s + count}};
    }
    return splines;
}

void set_restraints(prct::System& s, const Array<std::int32_t>& residues, const Array<std::uint8_t>& sites,
                    const Array<double>& bounds_a, const Array<double>& scale_a, const Array<double>& weight,
                    const Array<std::int32_t>& group, const Array<std::int32_t>& spline, const Array<double>& knots_a,
                    const Array<double>& spline_values, const Array<double>& spline_slopes) {
    const auto m = residues.ndim() == 2 ? residues.shape(0) : 0;
    prct::python::require_shape(residues, {m, 2}, "residues");
    prct::python::require_shape(sites, {m, 2}, "sites");
    prct::python::require_shape(bounds_a, {m, 2}, "bounds_a");
    prct::python::require_shape(scale_a, {m}, "scale_a");
    prct::python::require_shape(weight, {m}, "weight");
    prct::python::require_shape(group, {m}, "group");
    prct::python::require_shape(spline, {m}, "spline");
    const auto splines = spline_values.ndim() == 2 ? spline_values.shape(0) : 0;
    prct::python::require_shape(spline_values, {splines, knots_a.size()}, "spline_values");
    prct::python::require_shape(spline_slopes, {splines, knots_a.size()}, "spline_slopes");
    std::vector<prct::Restraint> r(m);
    for (py::ssize_t k = 0; k < m; ++k)
        r[k] = {residues.at(k, 0), residues.at(k, 1), sites.at(k, 0), sites.at(k, 1), bounds_a.at(k, 0),
                bounds_a.at(k, 1), scale_a.at(k),     weight.at(k),   group.at(k),    spline.at(k)};
    s.set_restraints(std::move(r), make_splines(knots_a, spline_values, spline_slopes));
}

void set_orientations(prct::System& s, const Array<std::int32_t>& residues, const Array<std::uint8_t>& kind,
                      const Array<double>& coefficients) {
    const auto m = residues.ndim() == 2 ? residues.shape(0) : 0;
    prct::python::require_shape(residues, {m, 2}, "residues");
    prct::python::require_shape(kind, {m}, "kind");
    prct::python::require_shape(coefficients, {m, prct::orientation_bins}, "coefficients");
    std::vector<prct::Orientation> o(m);
    for (py::ssize_t k = 0; k < m; ++k) {
        if (kind.at(k) > 2)
            throw prct::InputError("orientation kind " + std::to_string(kind.at(k)) + "; use 0 (ω), 1 (θ) or 2 (φ)");
        o[k] = {residues.at(k, 0), residues.at(k, 1), static_cast<prct::OrientationKind>(kind.at(k)), {}};
        for (int b = 0; b < prct::orientation_bins; ++b) o[k].coefficients[b] = coefficients.at(k, b);
    }
    s.set_orientations(std::move(o));
}

void set_absence(prct::System& s, const Array<std::int32_t>& named, int separation) {
    const auto count = named.ndim() == 2 ? named.shape(0) : 0;
    prct::python::require_shape(named, {count, 2}, "named");
    std::vector<prct::Absence::Pair> pairs(count);
    for (py::ssize_t k = 0; k < count; ++k) pairs[k] = {named.at(k, 0), named.at(k, 1)};
    s.absence = prct::Absence(s.chain_starts, separation, pairs);
}

void set_phase_surfaces(prct::System& s, const Array<double>& nodes_kcal) {
    const py::ssize_t grid = prct::ramachandran_grid;
    prct::python::require_shape(nodes_kcal, {s.size(), grid, grid}, "nodes_kcal");
    const auto surfaces = prct::python::view(nodes_kcal);
    py::gil_scoped_release release;
    s.set_phase_surfaces(surfaces);
}

void set_pair_potential(prct::System& s, const Array<double>& pair, const Array<double>& burial) {
    prct::python::require_shape(pair, {prct::type_pairs, prct::pair_coefficients}, "pair");
    prct::python::require_shape(burial, {prct::residue_types, prct::burial_coefficients}, "burial");
    s.set_pair_potential(prct::python::view(pair), prct::python::view(burial));
}

constexpr const char* kSystemDoc = R"doc(Chains, force field and restraints: what is simulated; computes nothing.

Parameters
----------
chains : list of str
    One-letter codes of the 20 amino acids, one string a chain; together N residues.

Attributes
----------
force_field : ForceField
    Strengths of the terms, kcal/mol.
chain_starts : list of int
    Offsets of the chains, the last one N.
restraint_count : int

Raises
------
InputError
    For an empty chain or an unknown residue.

Examples
--------
>>> import prct
>>> system = prct.System(["ACDEFGHIK", "LMNPQ"])
>>> len(system), system.chain_starts, system.restraint_count
(14, [0, 9, 14], 0)
)doc";

void bind_force_field(py::module_& m) {
    using F = prct::ForceField;
    py::class_<F> f(m, "ForceField");
    f.def(py::init<>());
    py::list names;
    const auto field = [&](const char* name, double F::*member) {
        f.def_readwrite(name, member);
        names.append(name);
    };
    field("bond_k", &F::bond_k);
    field("angle_k", &F::angle_k);
    field("omega_k", &F::omega_k);
    field("proline_cis_bias", &F::proline_cis_bias);
    field("ramachandran", &F::ramachandran);
    field("repulsion", &F::repulsion);
    field("hydrogen_bond", &F::hydrogen_bond);
    field("contact", &F::contact);
    field("absence", &F::absence);
    field("absence_bound_a", &F::absence_bound_a);
    field("huber_delta", &F::huber_delta);
    field("log_c", &F::log_c);
    field("ionic_strength", &F::ionic_strength);
    field("ph", &F::ph);
    field("dipole_j0", &F::dipole_j0);
    field("dipole_cutoff_a", &F::dipole_cutoff_a);
    field("coherence_lambda", &F::coherence_lambda);
    field("coherence_k", &F::coherence_k);
    field("pair", &F::pair);
    field("burial", &F::burial);
    f.attr("fields") = py::tuple(names);
}

}  // namespace

void bind_system(py::module_& m) {
    bind_force_field(m);
    py::class_<prct::System>(m, "System", kSystemDoc)
        .def(py::init(&prct::System::from_sequences), py::arg("chains"))
        .def("__len__", &prct::System::size)
        .def_readwrite("force_field", &prct::System::force_field)
        .def_readonly("chain_starts", &prct::System::chain_starts)
        .def_property_readonly("restraint_count", [](const prct::System& s) { return s.restraints.size(); })
        .def("set_restraints", &set_restraints, py::arg("residues"), py::arg("sites"), py::arg("bounds_a"),
             py::arg("scale_a"), py::arg("weight"), py::arg("group"), py::arg("spline"), py::arg("knots_a"),
             py::arg("spline_values"), py::arg("spline_slopes"))
        .def("set_orientations", &set_orientations, py::arg("residues"), py::arg("kind"), py::arg("coefficients"))
        .def("set_absence", &set_absence, py::arg("named"), py::arg("separation"))
        .def("set_pair_potential", &set_pair_potential, py::arg("pair"), py::arg("burial"))
        .def("set_phase_surfaces", &set_phase_surfaces, py::arg("nodes_kcal"))
        .def(
            "set_peptide_kind",
            [](prct::System& s, int residue, int kind) {
                if (kind < 0 || kind > 2)
                    throw prct::InputError("peptide kind " + std::to_string(kind) +
                                           "; use 0 (trans), 1 (cis) or 2 (before proline)");
                s.set_peptide_kind(residue, static_cast<prct::PeptideKind>(kind));
            },
            py::arg("residue"), py::arg("kind"));
}
