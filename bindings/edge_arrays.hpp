// Pairs [M, 2] and lengths [M] as edges.
#pragma once

#include <vector>

#include "array_view.hpp"
#include "prct/graph/shortest_paths.hpp"

namespace prct::python {

inline std::vector<WeightedEdge> weighted_edges(const Array<std::int32_t>& pairs, const Array<double>& length_a) {
    require_shape(pairs, {-1, 2}, "pairs");
    require_shape(length_a, {pairs.shape(0)}, "length_a");
    std::vector<WeightedEdge> edges;
    const auto ij = pairs.unchecked<2>();
    for (pybind11::ssize_t e = 0; e < pairs.shape(0); ++e) edges.push_back({ij(e, 0), ij(e, 1), length_a.data()[e]});
    return edges;
}

}  // namespace prct::python
