#include <pybind11/functional.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/coevolution/pseudo_likelihood.hpp"

using namespace prct;
using namespace prct::python;

namespace {

SequencesView sequences_view(const Array<std::uint8_t>& states) {
    require_shape(states, {-1, -1}, "states");
    return {view(states), static_cast<int>(states.shape(1))};
}

}  // namespace

void bind_potts(py::module_& m) {
    py::class_<PottsOptions>(m, "PottsOptions")
        .def(py::init<>())
        .def_readwrite("field_penalty", &PottsOptions::field_penalty)
        .def_readwrite("coupling_penalty", &PottsOptions::coupling_penalty)
        .def_readwrite("max_evaluations", &PottsOptions::max_evaluations)
        .def_readwrite("tolerance", &PottsOptions::tolerance);
    m.def("sequence_weights", [](const Array<std::uint8_t>& states, double identity, int threads) {
        const auto sequences = sequences_view(states);
        std::vector<float> weights;
        {
            py::gil_scoped_release release;
            weights = sequence_weights(sequences, identity, threads);
        }
        return to_numpy(std::move(weights), {states.shape(0)});
    });
    m.def("fit_potts", [](const Array<std::uint8_t>& states, const Array<float>& weights, const PottsOptions& options,
                          int threads, const std::function<void(int)>& progress) {
        const auto sequences = sequences_view(states);
        require_shape(weights, {states.shape(0)}, "weights");
        Potts model;
        {
            py::gil_scoped_release release;
            const auto tell = [&](int done) {
                py::gil_scoped_acquire acquire;
                if (progress) progress(done);
                if (PyErr_CheckSignals() != 0) throw py::error_already_set();
            };
            model = fit_potts(sequences, view(weights), options, threads, tell);
        }
        auto norms = coupling_norms(model);
        const py::ssize_t length = model.length, q = potts_states;
        return py::make_tuple(to_numpy(std::move(model.fields), {length, q}),
                              to_numpy(std::move(model.couplings), {length, length, q, q}),
                              to_numpy(std::move(norms), {length, length}));
    });
}
