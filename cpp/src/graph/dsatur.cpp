#include "prct/graph/dsatur.hpp"

#include <algorithm>
#include <bit>

#include "prct/graph/index_set.hpp"

namespace prct {
namespace {

/// Vertices by falling degree, then rising index (counting sort).
std::vector<std::int32_t> by_falling_degree(const Graph& graph) {
    const auto n = graph.n_vertices();
    const auto most = graph.max_degree();
    std::vector<std::int32_t> start(most + 2, 0), order(n);
    for (std::int32_t v = 0; v < n; ++v) ++start[most - graph.degree(v) + 1];
    for (std::int32_t d = 0; d <= most; ++d) start[d + 1] += start[d];
    for (std::int32_t v = 0; v < n; ++v) order[start[most - graph.degree(v)]++] = v;
    return order;
}

/// For every vertex the set of its neighbours' colours, 64 colours a word; words are added when colours need them.
class SeenColors {
   public:
    explicit SeenColors(std::int32_t n) : bits_(n, 0) {}

    bool insert(std::int32_t v, std::int32_t color) {
        auto& word = bits_[v * words_ + (color >> 6)];
        const std::uint64_t bit = std::uint64_t{1} << (color & 63);
        const bool is_new = (word & bit) == 0;
        word |= bit;
        return is_new;
    }

    std::int32_t least_free(std::int32_t v) const {
        for (std::size_t w = 0; w < words_; ++w)
            if (~bits_[v * words_ + w] != 0)
                return static_cast<std::int32_t>(w * 64) + std::countr_one(bits_[v * words_ + w]);
        return static_cast<std::int32_t>(words_ * 64);
    }

    void make_room_for(std::int32_t color) {
        const std::size_t words = color / 64 + 1;
        if (words <= words_) return;
        const std::size_t n = bits_.size() / words_;
        std::vector<std::uint64_t> wider(n * words, 0);
        for (std::size_t v = 0; v < n; ++v) std::copy_n(bits_.begin() + v * words_, words_, wider.begin() + v * words);
        bits_ = std::move(wider);
        words_ = words;
    }

   private:
    std::size_t words_ = 1;
    std::vector<std::uint64_t> bits_;
};

}  // namespace

std::vector<std::int32_t> dsatur(const Graph& graph) {
    const auto n = graph.n_vertices();
    const auto order = by_falling_degree(graph);
    std::vector<std::int32_t> rank(n), saturation(n, 0), colors(n, -1);
    for (std::int32_t r = 0; r < n; ++r) rank[order[r]] = r;
    // waiting[s]: ranks of the uncoloured vertices whose neighbours show s colours.
    std::vector<IndexSet> waiting{IndexSet(n)};
    for (std::int32_t r = 0; r < n; ++r) waiting[0].insert(r);
    SeenColors seen(n);
    std::size_t top = 0;
    for (std::int32_t done = 0; done < n; ++done) {
        while (waiting[top].empty()) --top;
        const auto v = order[waiting[top].first()];
        waiting[top].erase(rank[v]);
        const auto color = seen.least_free(v);
        seen.make_room_for(color);
        colors[v] = color;
        for (const auto u : graph.of(v)) {
            if (colors[u] >= 0 || !seen.insert(u, color)) continue;
            const std::size_t raised = ++saturation[u];
            waiting[raised - 1].erase(rank[u]);
            if (waiting.size() <= raised) waiting.emplace_back(n);
            waiting[raised].insert(rank[u]);
            top = std::max(top, raised);
        }
    }
    return colors;
}

}  // namespace prct
