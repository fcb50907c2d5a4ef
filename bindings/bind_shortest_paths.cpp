#include "array_view.hpp"
#include "bindings.hpp"
#include "edge_arrays.hpp"
#include "prct/graph/shortest_paths.hpp"

using namespace prct;
using namespace prct::python;

void bind_shortest_paths(py::module_& m) {
    m.def("shortest_paths_from", [](std::int32_t n, const Array<std::int32_t>& pairs, const Array<double>& length_a,
                                    const Array<std::int32_t>& sources) {
        const WeightedGraph graph(n, weighted_edges(pairs, length_a));
        require_shape(sources, {-1}, "sources");
        return to_numpy(shortest_paths_from(graph, view(sources)), {sources.size(), n});
    });
    m.def("all_pairs_shortest_paths",
          [](std::int32_t n, const Array<std::int32_t>& pairs, const Array<double>& length_a) {
              return to_numpy(all_pairs_shortest_paths(WeightedGraph(n, weighted_edges(pairs, length_a))), {n, n});
          });
    m.def("detours", [](const Array<std::int32_t>& chain_starts, const Array<std::int32_t>& pairs,
                        const Array<double>& length_a, std::int32_t window, double bound_a) {
        return to_numpy(detours(view(chain_starts), weighted_edges(pairs, length_a), window, bound_a),
                        {length_a.size()});
    });
}
