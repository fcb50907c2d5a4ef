// Cliques found greedily: a lower bound of the chromatic number.
#pragma once

#include <cstdint>
#include <vector>

#include "prct/graph/contact_graph.hpp"

namespace prct {

/// A large clique, its members ascending (empty for no vertices). Grown from the vertices of largest degree, each time
/// by the candidate that keeps most other candidates; stops after about `visits_per_edge` looks at each edge.
std::vector<std::int32_t> greedy_clique(const Graph& graph, double visits_per_edge = 4.0);

}  // namespace prct
