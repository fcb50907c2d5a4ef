// The state that searches over colourings share: who has which colour, and how many neighbours of each have each.
#pragma once

#include <cstdint>
#include <vector>

#include "prct/graph/contact_graph.hpp"

namespace prct {

class ColorClasses {
   public:
    static constexpr std::int32_t kNone = -1;

    /// `colors` in -1..n_colors-1, -1 for uncoloured.
    ColorClasses(const Graph& graph, std::vector<std::int32_t> colors, std::int32_t n_colors);

    std::int32_t n_colors() const { return n_colors_; }
    const std::vector<std::int32_t>& colors() const { return colors_; }
    std::int32_t color(std::int32_t v) const { return colors_[v]; }
    std::int32_t size(std::int32_t color) const { return sizes_[color]; }
    const std::vector<std::int32_t>& sizes() const { return sizes_; }

    /// How many neighbours of v have each colour, n_colors entries.
    const std::int32_t* counts(std::int32_t v) const {
        return counts_.data() + static_cast<std::size_t>(v) * n_colors_;
    }

    /// Give v another colour, or none (-1).
    void set(std::int32_t v, std::int32_t color);

   private:
    const Graph& graph_;
    std::int32_t n_colors_;
    std::vector<std::int32_t> colors_, sizes_, counts_;
};

}  // namespace prct
