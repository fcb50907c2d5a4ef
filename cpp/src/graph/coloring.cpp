#include "prct/graph/coloring.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/graph/balance_classes.hpp"
#include "prct/graph/clique.hpp"
#include "prct/graph/dsatur.hpp"
#include "prct/graph/save_color.hpp"

namespace prct {
namespace {

std::int32_t count_colors(std::span<const std::int32_t> colors) {
    return colors.empty() ? 0 : *std::max_element(colors.begin(), colors.end()) + 1;
}

}  // namespace

VertexColoring color_vertices(const Graph& graph, const ColoringOptions& options) {
    if (!(options.moves_per_vertex >= 0) || !std::isfinite(options.moves_per_vertex))
        throw InputError("moves_per_vertex is " + std::to_string(options.moves_per_vertex) + "; give 0 or more");
    VertexColoring result;
    result.colors = dsatur(graph);
    result.n_colors = count_colors(result.colors);
    result.clique_bound = static_cast<std::int32_t>(greedy_clique(graph).size());
    result.degree_bound = graph.n_vertices() > 0 ? graph.max_degree() + 1 : 0;
    const auto moves = static_cast<std::int64_t>(std::ceil(options.moves_per_vertex * graph.n_vertices()));
    while (moves > 0 && result.n_colors > result.clique_bound) {
        auto fewer = save_color(graph, result.colors, result.n_colors, moves, options.seed);
        if (!fewer) break;
        result.colors = std::move(*fewer);
        --result.n_colors;
    }
    return result;
}

VertexColoring color_vertices_balanced(const Graph& graph, const ColoringOptions& options) {
    auto result = color_vertices(graph, options);
    result.colors = balance_classes(graph, std::move(result.colors), result.n_colors);
    result.n_colors = count_colors(result.colors);
    return result;
}

std::vector<std::int32_t> class_sizes(std::span<const std::int32_t> colors) {
    std::vector<std::int32_t> sizes(count_colors(colors), 0);
    for (const auto c : colors) ++sizes[c];
    return sizes;
}

bool is_balanced(std::span<const std::int32_t> sizes) {
    if (sizes.empty()) return true;
    const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
    return *most - *least <= 1 || 10.0 * *most <= 11.0 * *least;
}

bool is_proper_coloring(const Graph& graph, std::span<const std::int32_t> colors) {
    if (static_cast<std::int64_t>(colors.size()) != graph.n_vertices())
        throw InputError("there are " + std::to_string(colors.size()) + " colours for " +
                         std::to_string(graph.n_vertices()) + " vertices; give one each");
    for (std::int32_t v = 0; v < graph.n_vertices(); ++v) {
        if (colors[v] < 0) return false;
        for (const auto u : graph.of(v))
            if (colors[u] == colors[v]) return false;
    }
    return true;
}

}  // namespace prct
