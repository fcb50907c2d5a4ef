#include "array_view.hpp"
#include "bindings.hpp"
#include "graph_view.hpp"
#include "prct/coevolution/chromatic_sampler.hpp"

using namespace prct;
using namespace prct::python;

void bind_chromatic_sampler(py::module_& m) {
    m.def("sample_potts",
          [](const Array<float>& fields, const Array<float>& couplings, const Array<std::int32_t>& pairs,
             const Array<std::int32_t>& colors, int chains, int sweeps, std::uint64_t seed, int threads) {
              const auto length = fields.shape(0);
              require_shape(fields, {-1, potts_states}, "fields");
              require_shape(couplings, {length, length, potts_states, potts_states}, "couplings");
              require_shape(pairs, {-1, 2}, "pairs");
              const auto h = view(fields), j = view(couplings);
              const Potts model{static_cast<int>(length), {h.begin(), h.end()}, {j.begin(), j.end()}};
              std::vector<std::uint8_t> sequences;
              {
                  py::gil_scoped_release release;
                  const Graph graph = graph_from_edges(static_cast<std::int32_t>(length), view(pairs));
                  sequences = sample_potts(model, graph, view(colors), {chains, sweeps, seed}, threads);
              }
              return to_numpy(std::move(sequences), {chains, length});
          });
}
