// What an order of the vertices costs a program that stores them in it (Eq. 31).
#pragma once

#include <cstdint>
#include <span>

#include "prct/graph/contact_graph.hpp"

namespace prct {

struct LayoutCost {
    double mean_index_distance = 0;  ///< over the edges: how far apart neighbours stand in memory
    std::int32_t bandwidth = 0;      ///< the largest such distance
    std::int64_t cut_edges = 0;      ///< edges between pieces
    std::int64_t total_halo = 0;     ///< summed over the pieces: vertices outside a piece next to one inside
    std::int64_t largest_halo = 0;   ///< of one piece
};

/// The order is cut into `pieces` stretches whose lengths differ by one at most.
/// Throws InputError: no permutation of the graph's vertices, pieces below 1.
LayoutCost layout_cost(const Graph& graph, std::span<const std::int32_t> order, std::int32_t pieces);

}  // namespace prct
