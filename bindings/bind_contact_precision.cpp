#include "bindings.hpp"
#include "prct/scoring/contact_precision.hpp"
#include "trace_view.hpp"

void bind_contact_precision(py::module_& m) {
    using namespace prct::python;
    m.def("contact_precision",
          [](const Array<std::int32_t>& residue_i, const Array<std::int32_t>& residue_j, const Array<double>& score,
             const Array<double>& native_cb_a, int min_separation, std::size_t n_top) {
              require_shape(residue_i, {-1}, "residue_i");
              require_shape(residue_j, {residue_i.size()}, "residue_j");
              require_shape(score, {residue_i.size()}, "score");
              std::vector<prct::PredictedContact> predicted;
              for (py::ssize_t k = 0; k < score.size(); ++k)
                  predicted.push_back({residue_i.at(k), residue_j.at(k), score.at(k)});
              const auto native = trace(native_cb_a, "native_cb_a");
              const auto result = prct::contact_precision(predicted, native, min_separation, n_top);
              return py::make_tuple(result.correct, result.counted);
          });
}
