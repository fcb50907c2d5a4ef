#include "prct/graph/color_classes.hpp"

#include <utility>

namespace prct {

ColorClasses::ColorClasses(const Graph& graph, std::vector<std::int32_t> colors, std::int32_t n_colors)
    : graph_(graph),
      n_colors_(n_colors),
      colors_(std::move(colors)),
      sizes_(n_colors, 0),
      counts_(static_cast<std::size_t>(graph.n_vertices()) * n_colors, 0) {
    for (std::int32_t v = 0; v < graph.n_vertices(); ++v) {
        if (colors_[v] != kNone) ++sizes_[colors_[v]];
        auto* row = counts_.data() + static_cast<std::size_t>(v) * n_colors_;
        for (const auto u : graph.of(v))
            if (colors_[u] != kNone) ++row[colors_[u]];
    }
}

void ColorClasses::set(std::int32_t v, std::int32_t color) {
    const auto old = std::exchange(colors_[v], color);
    if (old != kNone) {
        --sizes_[old];
        for (const auto u : graph_.of(v)) --counts_[static_cast<std::size_t>(u) * n_colors_ + old];
    }
    if (color != kNone) {
        ++sizes_[color];
        for (const auto u : graph_.of(v)) ++counts_[static_cast<std::size_t>(u) * n_colors_ + color];
    }
}

}  // namespace prct
