// Vertex colouring (Eq. 30): classes of vertices without edges inside, which a sweep may update in parallel.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/graph/contact_graph.hpp"

namespace prct {

struct ColoringOptions {
    /// Moves of the search that tries to save a colour, per vertex and colour tried; 0 leaves the DSATUR result.
    double moves_per_vertex = 1.0;
    std::uint64_t seed = 1;
};

/// A proper colouring 0..n_colors-1 and what bounds it: clique_bound <= chromatic number <= n_colors <= degree_bound.
struct VertexColoring {
    std::vector<std::int32_t> colors;
    std::int32_t n_colors = 0;
    std::int32_t clique_bound = 0;  ///< size of a clique that was found
    std::int32_t degree_bound = 0;  ///< largest degree + 1 (0 for no vertices)
};

/// DSATUR (most colours among the neighbours first, then most neighbours, then lowest index), then a tabu search over
/// partial colourings for one colour less, as long as it succeeds. Same graph, options and seed: same colours.
/// Source: Brelaz, CACM 22, 251 (1979); Bloechliger and Zufferey, Comput. Oper. Res. 35, 960 (2008).
VertexColoring color_vertices(const Graph& graph, const ColoringOptions& options = {});

/// As color_vertices, then vertices move between classes until the largest has at most 10 % more members than the
/// smallest (or one more, where classes are that small); takes further colours where it must.
VertexColoring color_vertices_balanced(const Graph& graph, const ColoringOptions& options = {});

/// Members of each class 0..max(colors).
std::vector<std::int32_t> class_sizes(std::span<const std::int32_t> colors);

/// Within 10 % of each other, or differing by one at most.
bool is_balanced(std::span<const std::int32_t> sizes);

/// Every vertex has a colour >= 0 that no neighbour has. Throws InputError on a wrong number of colours.
bool is_proper_coloring(const Graph& graph, std::span<const std::int32_t> colors);

}  // namespace prct
