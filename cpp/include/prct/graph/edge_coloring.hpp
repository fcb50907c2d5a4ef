// Edge colouring (Eq. 30): classes of edges without common vertices, which may scatter in parallel without atomics.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "prct/graph/contact_graph.hpp"

namespace prct {

/// A proper edge colouring: lower_bound <= chromatic index <= n_colors <= upper_bound.
struct EdgeColoring {
    std::vector<std::pair<std::int32_t, std::int32_t>> edges;  ///< (i, j), i < j, ascending
    std::vector<std::int32_t> colors;                          ///< one an edge, 0..n_colors-1
    std::int32_t n_colors = 0;
    std::int32_t lower_bound = 0;  ///< largest degree
    std::int32_t upper_bound = 0;  ///< largest degree + 1 (0 for no edges): Vizing
};

/// A table of vertices times (largest degree + 1) entries is kept; no graph may need more than this many.
inline constexpr std::int64_t kMaxEdgeColoringTable = 500'000'000;

/// Each edge takes a colour free at both ends, if need be after exchanging two colours along a path; where that fails
/// with as many colours as the largest degree, after rotating a Vizing fan with one more. Deterministic; bipartite
/// graphs always end with the largest degree (Koenig).
/// Source: Misra and Gries, Inf. Process. Lett. 41, 131 (1992).
/// Throws InputError where the table would pass kMaxEdgeColoringTable.
EdgeColoring color_edges(const Graph& graph);

/// No two edges of one colour share a vertex, and every edge has a colour >= 0. Throws InputError on unequal lengths.
bool is_proper_edge_coloring(std::span<const std::pair<std::int32_t, std::int32_t>> edges,
                             std::span<const std::int32_t> colors);

}  // namespace prct
