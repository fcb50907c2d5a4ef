// Evens out the classes of a proper colouring.
#pragma once

#include <cstdint>
#include <vector>

#include "prct/graph/contact_graph.hpp"

namespace prct {

/// A proper colouring whose classes satisfy is_balanced, from a proper one with colours 0..n_colors-1. Single vertices
/// move to smaller classes, then two-coloured components are exchanged (Kempe); where neither helps, a class is added.
/// Every step lowers the sum of squared class sizes or adds a class, so it ends (at the latest with classes of one).
std::vector<std::int32_t> balance_classes(const Graph& graph, std::vector<std::int32_t> colors, std::int32_t n_colors);

}  // namespace prct
