// DSATUR: colour next the vertex whose neighbours already show the most colours.
#pragma once

#include <cstdint>
#include <vector>

#include "prct/graph/contact_graph.hpp"

namespace prct {

/// Colours 0..k-1; ties go to the larger degree, then to the lower index. About O(edges + vertices * log64(vertices)).
std::vector<std::int32_t> dsatur(const Graph& graph);

}  // namespace prct
