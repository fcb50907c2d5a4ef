#include "prct/graph/balance_classes.hpp"

#include <algorithm>
#include <numeric>

#include "prct/graph/color_classes.hpp"
#include "prct/graph/coloring.hpp"

namespace prct {
namespace {

class Balancer {
   public:
    Balancer(const Graph& graph, std::vector<std::int32_t> colors, std::int32_t n_colors)
        : graph_(graph), classes_(graph, std::move(colors), n_colors), stamp_of_(graph.n_vertices(), 0) {}

    /// True once balanced; false where no move and no exchange helps any more.
    bool run() {
        while (!is_balanced(classes_.sizes()))
            if (!move_vertices() && !exchange_component()) return false;
        return true;
    }

    const std::vector<std::int32_t>& colors() const { return classes_.colors(); }

   private:
    /// One pass over the vertices, each to the smallest class that takes it and stays below the one it leaves.
    bool move_vertices() {
        bool moved = false;
        for (std::int32_t v = 0; v < graph_.n_vertices(); ++v) {
            const auto from = classes_.color(v);
            std::int32_t to = -1;
            for (std::int32_t c = 0; c < classes_.n_colors(); ++c)
                if (classes_.counts(v)[c] == 0 && classes_.size(c) + 1 < classes_.size(to < 0 ? from : to) + (to >= 0))
                    to = c;
            if (to < 0) continue;
            classes_.set(v, to);
            moved = true;
        }
        return moved;
    }

    /// Exchange the colours of one component between a large and a small class, if one brings their sizes nearer.
    bool exchange_component() {
        const auto k = classes_.n_colors();
        std::vector<std::int32_t> by_size(k);
        std::iota(by_size.begin(), by_size.end(), 0);
        std::stable_sort(by_size.begin(), by_size.end(),
                         [&](auto a, auto b) { return classes_.size(a) < classes_.size(b); });
        for (std::int32_t high = k - 1; high > 0; --high)
            for (std::int32_t low = 0; low < high; ++low)
                if (exchange_between(by_size[high], by_size[low])) return true;
        return false;
    }

    bool exchange_between(std::int32_t large, std::int32_t small) {
        const auto gap = classes_.size(large) - classes_.size(small);
        if (gap < 2) return false;
        ++stamp_;
        for (std::int32_t v = 0; v < graph_.n_vertices(); ++v) {
            if (classes_.color(v) != large || stamp_of_[v] == stamp_) continue;
            const auto surplus = collect_component(v, large, small);
            if (surplus <= 0 || surplus >= gap) continue;
            const auto members = component_;
            for (const auto u : members) classes_.set(u, classes_.color(u) == large ? small : large);
            return true;
        }
        return false;
    }

    /// Fills component_ with the component of v in the two classes; how many more of `large` it holds than of `small`.
    std::int32_t collect_component(std::int32_t v, std::int32_t large, std::int32_t small) {
        std::int32_t surplus = 0;
        component_.assign(1, v);
        stamp_of_[v] = stamp_;
        for (std::size_t next = 0; next < component_.size(); ++next) {
            const auto at = component_[next];
            const auto other = classes_.color(at) == large ? small : large;
            surplus += other == small ? 1 : -1;
            if (classes_.counts(at)[other] == 0) continue;
            for (const auto u : graph_.of(at))
                if (classes_.color(u) == other && stamp_of_[u] != stamp_) {
                    stamp_of_[u] = stamp_;
                    component_.push_back(u);
                }
        }
        return surplus;
    }

    const Graph& graph_;
    ColorClasses classes_;
    std::vector<std::int32_t> component_;
    std::vector<std::int64_t> stamp_of_;
    std::int64_t stamp_ = 0;
};

}  // namespace

std::vector<std::int32_t> balance_classes(const Graph& graph, std::vector<std::int32_t> colors, std::int32_t n_colors) {
    for (;; ++n_colors) {
        Balancer balancer(graph, std::move(colors), n_colors);
        const bool done = balancer.run();
        colors = balancer.colors();
        if (done) return colors;
    }
}

}  // namespace prct
