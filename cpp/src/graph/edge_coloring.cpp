#include "prct/graph/edge_coloring.hpp"

#include <algorithm>
#include <string>

#include "prct/error.hpp"

namespace prct {
namespace {

constexpr std::int32_t kNone = -1;

/// at(v, c): the neighbour of v along its edge of colour c, or kNone. Colours 0..degree-1 come first, the last is
/// spare.
class Palette {
   public:
    Palette(std::int32_t n, std::int32_t most_degree)
        : width_(most_degree + 1), partner_(static_cast<std::size_t>(n) * width_, kNone) {}

    std::int32_t& at(std::int32_t v, std::int32_t c) { return partner_[static_cast<std::size_t>(v) * width_ + c]; }

    void paint(std::int32_t u, std::int32_t v, std::int32_t c) {
        at(u, c) = v;
        at(v, c) = u;
    }

    /// The least colour from `from` on that is free at v.
    std::int32_t free_at(std::int32_t v, std::int32_t from = 0) {
        while (from < width_ && at(v, from) != kNone) ++from;
        return from;
    }

    std::int32_t common_free(std::int32_t u, std::int32_t v) {
        for (std::int32_t c = 0; c + 1 < width_; ++c)
            if (at(u, c) == kNone && at(v, c) == kNone) return c;
        return kNone;
    }

    std::int32_t color_of(std::int32_t u, std::int32_t v) {
        std::int32_t c = 0;
        while (at(u, c) != v) ++c;
        return c;
    }

    /// Exchange colours a and b along the path that leaves v by an edge of colour a (v has none of colour b).
    /// Returns the far end.
    std::int32_t exchange(std::int32_t v, std::int32_t a, std::int32_t b) {
        path_.assign(1, v);
        for (auto c = a; at(path_.back(), c) != kNone; c = c == a ? b : a) path_.push_back(at(path_.back(), c));
        for (const auto w : path_) std::swap(at(w, a), at(w, b));
        return path_.back();
    }

    std::int32_t path_end(std::int32_t v, std::int32_t a, std::int32_t b) {
        for (auto c = a; at(v, c) != kNone; c = c == a ? b : a) v = at(v, c);
        return v;
    }

    std::int32_t width() const { return width_; }

   private:
    std::int32_t width_;
    std::vector<std::int32_t> partner_, path_;
};

class EdgePainter {
   public:
    EdgePainter(const Graph& graph, std::int32_t most_degree)
        : palette_(graph.n_vertices(), most_degree), in_fan_(graph.n_vertices(), 0) {}

    void add(std::int32_t u, std::int32_t v) {
        const auto c = palette_.common_free(u, v);
        if (c != kNone) return palette_.paint(u, v, c);
        if (!paint_by_path(u, v)) paint_by_fan(u, v);
    }

    Palette& palette() { return palette_; }

   private:
    static constexpr int kPathsTried = 16;  ///< pairs of free colours looked at before the spare colour is used

    /// Free colour a of u moves out of the way at v: exchange along v's path of a and b unless it ends in u.
    bool paint_by_path(std::int32_t u, std::int32_t v) {
        int tried = 0;
        const auto real = palette_.width() - 1;
        for (auto a = palette_.free_at(u); a < real; a = palette_.free_at(u, a + 1))
            for (auto b = palette_.free_at(v); b < real; b = palette_.free_at(v, b + 1)) {
                if (tried++ == kPathsTried) return false;
                if (palette_.path_end(v, a, b) == u) continue;
                palette_.exchange(v, a, b);
                palette_.paint(u, v, a);
                return true;
            }
        return false;
    }

    /// Misra and Gries: a maximal fan of u from v, one path exchange, then the fan's prefix is rotated.
    void paint_by_fan(std::int32_t u, std::int32_t v) {
        grow_fan(u, v);
        const auto c = palette_.free_at(u), d = palette_.free_at(fan_.back());
        if (palette_.at(u, d) != kNone) palette_.exchange(u, d, c);
        std::size_t last = 0;
        while (palette_.at(fan_[last], d) != kNone) ++last;
        std::vector<std::int32_t> moved(last);
        for (std::size_t k = 0; k < last; ++k) moved[k] = palette_.color_of(u, fan_[k + 1]);
        for (std::size_t k = 0; k < last; ++k) palette_.at(fan_[k + 1], moved[k]) = kNone;
        for (std::size_t k = 0; k < last; ++k) palette_.paint(u, fan_[k], moved[k]);
        palette_.paint(u, fan_[last], d);
    }

    /// fan_[0] = v; the colour of (u, fan_[k + 1]) is free at fan_[k].
    void grow_fan(std::int32_t u, std::int32_t v) {
        ++stamp_;
        fan_.assign(1, v);
        in_fan_[v] = stamp_;
        for (std::int32_t c = 0; c < palette_.width();) {
            const auto w = palette_.at(u, c);
            if (w == kNone || in_fan_[w] == stamp_ || palette_.at(fan_.back(), c) != kNone) {
                ++c;
                continue;
            }
            in_fan_[w] = stamp_;
            fan_.push_back(w);
            c = 0;
        }
    }

    Palette palette_;
    std::vector<std::int32_t> fan_;
    std::vector<std::int64_t> in_fan_;
    std::int64_t stamp_ = 0;
};

}  // namespace

EdgeColoring color_edges(const Graph& graph) {
    EdgeColoring result;
    result.lower_bound = graph.max_degree();
    result.upper_bound = graph.n_edges() > 0 ? result.lower_bound + 1 : 0;
    if (static_cast<std::int64_t>(graph.n_vertices()) * (result.lower_bound + 1) > kMaxEdgeColoringTable)
        throw InputError("colouring the edges of " + std::to_string(graph.n_vertices()) + " vertices of degree up to " +
                         std::to_string(result.lower_bound) + " needs a table of more than " +
                         std::to_string(kMaxEdgeColoringTable) + " entries; split off the vertices of largest degree");
    EdgePainter painter(graph, result.lower_bound);
    for (std::int32_t u = 0; u < graph.n_vertices(); ++u)
        for (const auto v : graph.of(u))
            if (u < v) {
                result.edges.emplace_back(u, v);
                painter.add(u, v);
            }
    result.colors.reserve(result.edges.size());
    for (const auto& [u, v] : result.edges) result.colors.push_back(painter.palette().color_of(u, v));
    for (const auto c : result.colors) result.n_colors = std::max(result.n_colors, c + 1);
    return result;
}

bool is_proper_edge_coloring(std::span<const std::pair<std::int32_t, std::int32_t>> edges,
                             std::span<const std::int32_t> colors) {
    if (edges.size() != colors.size())
        throw InputError("there are " + std::to_string(colors.size()) + " colours for " + std::to_string(edges.size()) +
                         " edges; give one each");
    std::vector<std::pair<std::int32_t, std::int32_t>> used;
    used.reserve(2 * edges.size());
    for (std::size_t e = 0; e < edges.size(); ++e) {
        if (colors[e] < 0) return false;
        used.emplace_back(edges[e].first, colors[e]);
        used.emplace_back(edges[e].second, colors[e]);
    }
    std::sort(used.begin(), used.end());
    return std::adjacent_find(used.begin(), used.end()) == used.end();
}

}  // namespace prct
