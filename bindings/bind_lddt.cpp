#include "bindings.hpp"
#include "prct/scoring/lddt.hpp"
#include "trace_view.hpp"

void bind_lddt(py::module_& m) {
    using namespace prct::python;
    m.def("lddt_ca", [](const Array<double>& model_ca_a, const Array<double>& native_ca_a) {
        const auto model = trace(model_ca_a, "model_ca_a"), native = trace(native_ca_a, "native_ca_a");
        prct::Lddt result;
        {
            py::gil_scoped_release release;
            result = prct::lddt_ca(model, native);
        }
        const auto length = static_cast<py::ssize_t>(result.per_residue.size());
        return py::make_tuple(result.score, to_numpy(std::move(result.per_residue), {length}));
    });
    m.def("lddt_ca_ensemble", [](const Array<double>& models_ca_a, const Array<double>& natives_ca_a) {
        require_shape(models_ca_a, {-1, -1, 3}, "models_ca_a");
        require_shape(natives_ca_a, {-1, models_ca_a.shape(1), 3}, "natives_ca_a");
        const auto models = points(models_ca_a), natives = points(natives_ca_a);
        const auto count = models_ca_a.shape(0), fellows = natives_ca_a.shape(0), length = models_ca_a.shape(1);
        std::vector<double> scores;
        {
            py::gil_scoped_release release;
            scores = prct::lddt_ca_ensemble(models, natives, static_cast<std::size_t>(length));
        }
        return to_numpy(std::move(scores), {count, fellows, length});
    });
    m.def("lddt_ca_matrix", [](const Array<double>& models_ca_a) {
        require_shape(models_ca_a, {-1, -1, 3}, "models_ca_a");
        const auto models = points(models_ca_a);
        const auto count = models_ca_a.shape(0), length = models_ca_a.shape(1);
        std::vector<double> scores;
        {
            py::gil_scoped_release release;
            scores = prct::lddt_ca_matrix(models, static_cast<std::size_t>(length));
        }
        return to_numpy(std::move(scores), {count, count});
    });
}
