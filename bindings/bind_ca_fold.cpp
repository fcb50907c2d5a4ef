#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/ca_fold.hpp"
#include "restraint_arrays.hpp"

using namespace prct;
using namespace prct::python;

void bind_ca_fold(py::module_& m) {
    py::enum_<Evidence>(m, "Evidence")
        .value("doubted_contacts", Evidence::doubted_contacts)
        .value("contacts", Evidence::contacts)
        .value("complete_contacts", Evidence::complete_contacts)
        .value("distances", Evidence::distances);
    py::class_<CaFoldOptions>(m, "CaFoldOptions")
        .def(py::init<>())
        .def_readwrite("evidence", &CaFoldOptions::evidence)
        .def_readwrite("absence_k", &CaFoldOptions::absence_k)
        .def_readwrite("anneal_steps", &CaFoldOptions::anneal_steps)
        .def_readwrite("finish_steps", &CaFoldOptions::finish_steps)
        .def_readwrite("rounds", &CaFoldOptions::rounds)
        .def_readwrite("doubt_path_a", &CaFoldOptions::doubt_path_a)
        .def_readwrite("least_weight", &CaFoldOptions::least_weight)
        .def_readwrite("seed", &CaFoldOptions::seed);
    m.def("fold_ca", [](const Array<std::int32_t>& chain_starts, const Array<std::int32_t>& pairs,
                        const Array<double>& lower_a, const Array<double>& upper_a, const Array<double>& weight,
                        const Array<double>& length_a, const Array<double>& alpha, const CaFoldOptions& options) {
        const auto restraints = ca_restraints(pairs, lower_a, upper_a, weight);
        CaFoldResult r;
        {
            py::gil_scoped_release free_others;
            r = fold_ca(view(chain_starts), restraints, view(length_a), view(alpha), options);
        }
        const auto n = static_cast<py::ssize_t>(r.trace_a.size() / 3);
        return py::make_tuple(to_numpy(std::move(r.trace_a), {n, 3}), to_numpy(std::move(r.other_a), {n, 3}), r.energy,
                              r.other_energy, r.score, r.margin, to_numpy(std::move(r.alpha), {alpha.size()}));
    });
}
