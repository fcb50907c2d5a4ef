#include "bindings.hpp"
#include "prct/scoring/tm_score.hpp"
#include "trace_view.hpp"

void bind_tm_score(py::module_& m) {
    using namespace prct::python;
    m.def("tm_score_d0_a", &prct::tm_score_d0_a);
    m.def("tm_score", [](const Array<double>& model_ca_a, const Array<double>& native_ca_a, bool quick) {
        const auto model = trace(model_ca_a, "model_ca_a"), native = trace(native_ca_a, "native_ca_a");
        py::gil_scoped_release release;
        return prct::tm_score(model, native, quick ? prct::SearchDepth::quick : prct::SearchDepth::full);
    });
    m.def("tm_score_matrix", [](const Array<double>& models_ca_a, bool quick) {
        require_shape(models_ca_a, {-1, -1, 3}, "models_ca_a");
        const auto models = points(models_ca_a);
        const auto count = models_ca_a.shape(0), length = models_ca_a.shape(1);
        std::vector<double> scores;
        {
            py::gil_scoped_release release;
            scores = prct::tm_score_matrix(models, static_cast<std::size_t>(length),
                                           quick ? prct::SearchDepth::quick : prct::SearchDepth::full);
        }
        return to_numpy(std::move(scores), {count, count});
    });
}
