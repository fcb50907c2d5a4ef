// Tabu search over partial proper colourings, for a colouring with one colour less.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "prct/graph/contact_graph.hpp"

namespace prct {

/// Dissolve the smallest class of a proper colouring 0..n_colors-1 and try to place its members in the others: each
/// move colours one open vertex and opens the neighbours in its way. A colouring with n_colors - 1 colours, or nothing
/// after `max_moves`. Source: Bloechliger and Zufferey, Comput. Oper. Res. 35, 960 (2008).
std::optional<std::vector<std::int32_t>> save_color(const Graph& graph, const std::vector<std::int32_t>& colors,
                                                    std::int32_t n_colors, std::int64_t max_moves, std::uint64_t seed);

}  // namespace prct
