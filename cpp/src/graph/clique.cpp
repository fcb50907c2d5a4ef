#include "prct/graph/clique.hpp"

#include <algorithm>
#include <numeric>

namespace prct {
namespace {

/// Grows one clique; `mark[u] == stamp` says that u is still a candidate.
class Grower {
   public:
    explicit Grower(const Graph& graph) : graph_(graph), mark_(graph.n_vertices(), 0) {}

    std::vector<std::int32_t> from(std::int32_t seed) {
        std::vector<std::int32_t> clique{seed};
        const auto row = graph_.of(seed);
        std::vector<std::int32_t> candidates(row.begin(), row.end());
        while (!candidates.empty()) {
            stamp(candidates);
            std::int32_t best = -1, best_kept = -1;
            for (const auto u : candidates) {
                const auto kept = count_marked(u);
                if (kept > best_kept) best = u, best_kept = kept;
            }
            clique.push_back(best);
            candidates.clear();
            for (const auto u : graph_.of(best))
                if (mark_[u] == stamp_) candidates.push_back(u);
        }
        return clique;
    }

    std::int64_t visits() const { return visits_; }

   private:
    void stamp(const std::vector<std::int32_t>& candidates) {
        ++stamp_;
        for (const auto u : candidates) mark_[u] = stamp_;
    }

    std::int32_t count_marked(std::int32_t u) {
        std::int32_t count = 0;
        for (const auto w : graph_.of(u)) count += mark_[w] == stamp_;
        visits_ += graph_.degree(u);
        return count;
    }

    const Graph& graph_;
    std::vector<std::int32_t> mark_;
    std::int32_t stamp_ = 0;
    std::int64_t visits_ = 0;
};

}  // namespace

std::vector<std::int32_t> greedy_clique(const Graph& graph, double visits_per_edge) {
    const auto n = graph.n_vertices();
    std::vector<std::int32_t> order(n), best;
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return graph.degree(a) > graph.degree(b); });
    Grower grower(graph);
    const double limit = visits_per_edge * static_cast<double>(graph.n_edges());
    for (const auto seed : order) {
        if (graph.degree(seed) < static_cast<std::int32_t>(best.size())) break;
        auto clique = grower.from(seed);
        if (clique.size() > best.size()) best = std::move(clique);
        if (static_cast<double>(grower.visits()) > limit) break;
    }
    std::sort(best.begin(), best.end());
    return best;
}

}  // namespace prct
