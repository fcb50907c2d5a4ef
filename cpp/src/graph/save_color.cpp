#include "prct/graph/save_color.hpp"

#include <algorithm>
#include <limits>

#include "prct/graph/color_classes.hpp"
#include "prct/graph/random_stream.hpp"

namespace prct {
namespace {

/// `colors` with the members of the smallest class uncoloured and the last class renamed to fill the gap.
std::vector<std::int32_t> dissolve_smallest(std::vector<std::int32_t> colors, std::int32_t n_colors) {
    std::vector<std::int32_t> size(n_colors, 0);
    for (const auto c : colors) ++size[c];
    const auto smallest = static_cast<std::int32_t>(std::min_element(size.begin(), size.end()) - size.begin());
    for (auto& c : colors) {
        if (c == smallest)
            c = ColorClasses::kNone;
        else if (c == n_colors - 1)
            c = smallest;
    }
    return colors;
}

class TabuSearch {
   public:
    TabuSearch(const Graph& graph, std::vector<std::int32_t> colors, std::int32_t n_colors, std::uint64_t seed)
        : graph_(graph),
          classes_(graph, std::move(colors), n_colors),
          free_from_(static_cast<std::size_t>(graph.n_vertices()) * n_colors, 0),
          random_(seed) {
        for (std::int32_t v = 0; v < graph.n_vertices(); ++v)
            if (classes_.color(v) == ColorClasses::kNone) open_.push_back(v);
    }

    bool run(std::int64_t max_moves) {
        for (move_ = 1; move_ <= max_moves && !open_.empty(); ++move_) {
            const auto best = choose();
            if (best.slot >= 0) apply(best);
        }
        return open_.empty();
    }

    const std::vector<std::int32_t>& colors() const { return classes_.colors(); }

   private:
    struct Move {
        std::int32_t slot = -1, color = -1;
    };

    /// The move that opens fewest vertices among those not tabu; ties at random.
    Move choose() {
        Move best;
        std::int32_t fewest = std::numeric_limits<std::int32_t>::max();
        std::uint32_t ties = 0;
        const auto k = classes_.n_colors();
        for (std::size_t s = 0; s < open_.size(); ++s) {
            const auto* counts = classes_.counts(open_[s]);
            const auto* free_from = free_from_.data() + static_cast<std::size_t>(open_[s]) * k;
            for (std::int32_t c = 0; c < k; ++c) {
                if (counts[c] > fewest || (counts[c] > 0 && free_from[c] > move_)) continue;
                if (counts[c] < fewest) fewest = counts[c], ties = 0;
                if (random_.below(++ties) == 0) best = {static_cast<std::int32_t>(s), c};
            }
        }
        return best;
    }

    void apply(const Move& move) {
        const auto v = open_[move.slot];
        open_[move.slot] = open_.back();
        open_.pop_back();
        if (classes_.counts(v)[move.color] > 0)
            for (const auto u : graph_.of(v)) {
                if (classes_.color(u) != move.color) continue;
                classes_.set(u, ColorClasses::kNone);
                open_.push_back(u);
                forbid(u, move.color);
            }
        classes_.set(v, move.color);
    }

    /// An opened vertex may not return to its colour for a while that grows with the number of open vertices.
    void forbid(std::int32_t v, std::int32_t color) {
        const auto tenure = static_cast<std::int64_t>(0.6 * static_cast<double>(open_.size())) + random_.below(10);
        free_from_[static_cast<std::size_t>(v) * classes_.n_colors() + color] = move_ + 1 + tenure;
    }

    const Graph& graph_;
    ColorClasses classes_;
    std::vector<std::int64_t> free_from_;
    std::vector<std::int32_t> open_;
    std::int64_t move_ = 0;
    RandomStream random_;
};

}  // namespace

std::optional<std::vector<std::int32_t>> save_color(const Graph& graph, const std::vector<std::int32_t>& colors,
                                                    std::int32_t n_colors, std::int64_t max_moves, std::uint64_t seed) {
    if (n_colors < 2) return std::nullopt;
    TabuSearch search(graph, dissolve_smallest(colors, n_colors), n_colors - 1, seed);
    if (!search.run(max_moves)) return std::nullopt;
    return search.colors();
}

}  // namespace prct
