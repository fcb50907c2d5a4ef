#include "prct/graph/layout_cost.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "prct/error.hpp"
#include "prct/graph/tour.hpp"
#include "random_graph.hpp"

namespace prct {
namespace {

TEST(LayoutCost, EqualsSetsOfVertices) {
    const auto graph = test::random_graph(50, 10, 6);
    std::vector<std::int32_t> order(50);
    for (std::int32_t k = 0; k < 50; ++k) order[k] = (k * 13) % 50;
    constexpr std::int32_t kPieces = 7;
    std::vector<std::set<std::int32_t>> members(kPieces), halo(kPieces);
    for (std::int32_t p = 0; p < 50; ++p) members[p * kPieces / 50].insert(order[p]);
    std::int64_t total = 0, cut = 0;
    for (std::int32_t q = 0; q < kPieces; ++q) {
        for (const auto v : members[q])
            for (const auto u : graph.of(v))
                if (!members[q].count(u)) halo[q].insert(u), ++cut;
        total += static_cast<std::int64_t>(halo[q].size());
    }
    const auto cost = layout_cost(graph, order, kPieces);
    EXPECT_EQ(cost.total_halo, total);
    EXPECT_EQ(cost.cut_edges, cut / 2);
}

TEST(LayoutCost, ChainInItsOwnOrder) {
    std::vector<std::int32_t> pairs, order(10);
    for (std::int32_t i = 0; i < 9; ++i) pairs.insert(pairs.end(), {i, i + 1});
    std::iota(order.begin(), order.end(), 0);
    const auto cost = layout_cost(graph_from_edges(10, pairs), order, 3);
    EXPECT_EQ(cost.mean_index_distance, 1.0);
    EXPECT_EQ(cost.bandwidth, 1);
    EXPECT_EQ(cost.cut_edges, 2);
    EXPECT_EQ(cost.total_halo, 4);
    EXPECT_EQ(cost.largest_halo, 2);
}

TEST(LayoutCost, RefusesBadInput) {
    const auto graph = test::ring(3);
    const std::vector<std::int32_t> twice{0, 0, 1}, good{0, 1, 2};
    EXPECT_THROW(layout_cost(graph, twice, 1), InputError);
    EXPECT_THROW(layout_cost(graph, good, 0), InputError);
    EXPECT_EQ(layout_cost(Graph{}, {}, 2).mean_index_distance, 0.0);
}

}  // namespace
}  // namespace prct
