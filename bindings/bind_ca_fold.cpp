#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/ca_fold.hpp"
#include "restraint_arrays.hpp"

using namespace prct;
using namespace prct::python;

namespace {

template <class T>
std::vector<T> copy(const Array<T>& a) {
    return {a.data(), a.data() + a.size()};
}

CaFolding make_folding(const Array<std::int32_t>& chain_starts, const Array<std::int32_t>& pairs,
                       const Array<double>& lower_a, const Array<double>& upper_a, const Array<double>& weight,
                       const Array<double>& length_a, const Array<double>& alpha, const CaFoldOptions& options) {
    auto starts = copy(chain_starts);
    auto restraints = ca_restraints(pairs, lower_a, upper_a, weight);
    auto lengths = copy(length_a), weights = copy(alpha);
    py::gil_scoped_release release;
    return {std::move(starts), std::move(restraints), std::move(lengths), std::move(weights), options};
}

py::tuple result(const CaFolding& folding) {
    CaFoldResult r = folding.result();
    const auto n = static_cast<py::ssize_t>(r.trace_a.size() / 3);
    const auto m = static_cast<py::ssize_t>(r.alpha.size());
    return py::make_tuple(to_numpy(std::move(r.trace_a), {n, 3}), to_numpy(std::move(r.other_a), {n, 3}), r.energy,
                          r.other_energy, r.score, r.margin, to_numpy(std::move(r.alpha), {m}));
}

py::array_t<double> flat(std::vector<double> values) {
    const auto n = static_cast<py::ssize_t>(values.size());
    return to_numpy(std::move(values), {n});
}

py::array_t<double> flat(const std::vector<Vec4>& points) {
    std::vector<double> values;
    for (const auto& p : points) values.insert(values.end(), {p.x, p.y, p.z, p.w});
    return flat(std::move(values));
}

std::vector<Vec4> points(const Array<double>& values) {
    std::vector<Vec4> p(values.size() / 4);
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double* v = values.data() + 4 * i;
        p[i] = {v[0], v[1], v[2], v[3]};
    }
    return p;
}

py::dict save(const CaFolding& folding) {
    CaFoldState s = folding.state();
    py::dict d;
    d["trace"] = flat(std::move(s.trace_a));
    d["natural"] = flat(std::move(s.natural_a));
    d["other"] = flat(std::move(s.other_a));
    d["alpha"] = flat(std::move(s.alpha));
    d["positions"] = flat(s.refine.positions);
    d["velocities"] = flat(s.refine.velocities);
    d["numbers"] = flat(std::vector<double>{double(s.stage), double(s.refine.step), double(s.refine.downhill), s.energy,
                                            s.other_energy, s.score, s.margin, s.refine.fire_step, s.refine.fire_mix});
    return d;
}

void restore(CaFolding& folding, const py::dict& d) {
    const auto array = [&](const char* name) {
        if (!d.contains(name)) throw InputError(std::string("the state of a fold lacks ") + name + "; start afresh");
        return d[name].cast<Array<double>>();
    };
    const auto numbers = array("numbers");
    require_shape(numbers, {9}, "numbers");
    const double* x = numbers.data();
    const auto whole = [&](int k) { return static_cast<std::int32_t>(x[k]); };
    folding.resume({whole(0),
                    copy(array("trace")),
                    copy(array("natural")),
                    copy(array("other")),
                    copy(array("alpha")),
                    x[3],
                    x[4],
                    x[5],
                    x[6],
                    {whole(1), points(array("positions")), points(array("velocities")), x[7], x[8], whole(2)}});
}

}  // namespace

void bind_ca_fold(py::module_& m) {
    py::enum_<Evidence>(m, "Evidence")
        .value("doubted_contacts", Evidence::doubted_contacts)
        .value("contacts", Evidence::contacts)
        .value("complete_contacts", Evidence::complete_contacts)
        .value("distances", Evidence::distances);
    py::class_<CaFoldOptions>(m, "CaFoldOptions")
        .def(py::init<>())
        .def_readwrite("evidence", &CaFoldOptions::evidence)
        .def_readwrite("modes", &CaFoldOptions::modes)
        .def_readwrite("absence_k", &CaFoldOptions::absence_k)
        .def_readwrite("anneal_steps", &CaFoldOptions::anneal_steps)
        .def_readwrite("finish_steps", &CaFoldOptions::finish_steps)
        .def_readwrite("quench_steps", &CaFoldOptions::quench_steps)
        .def_readwrite("rounds", &CaFoldOptions::rounds)
        .def_readwrite("doubt_path_a", &CaFoldOptions::doubt_path_a)
        .def_readwrite("least_weight", &CaFoldOptions::least_weight)
        .def_readwrite("seed", &CaFoldOptions::seed);
    py::class_<CaFolding>(m, "CaFolding")
        .def(py::init(&make_folding), py::arg("chain_starts"), py::arg("pairs"), py::arg("lower_a"), py::arg("upper_a"),
             py::arg("weight"), py::arg("length_a"), py::arg("alpha"), py::arg("options"))
        .def("advance", &CaFolding::advance, py::arg("steps"), py::call_guard<py::gil_scoped_release>())
        .def_property_readonly("finished", &CaFolding::finished)
        .def("state", &save)
        .def("resume", &restore, py::arg("state"))
        .def("result", &result);
}
