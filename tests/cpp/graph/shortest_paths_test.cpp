#include "prct/graph/shortest_paths.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "prct/error.hpp"

using namespace prct;

namespace {

std::vector<WeightedEdge> random_edges(std::int32_t n, int count, unsigned seed) {
    std::mt19937 rng(seed);
    std::vector<WeightedEdge> edges;
    while (static_cast<int>(edges.size()) < count) {
        const auto i = static_cast<std::int32_t>(rng() % n), j = static_cast<std::int32_t>(rng() % n);
        if (i != j) edges.push_back({i, j, 1.0 + static_cast<double>(rng() % 1000) / 100.0});
    }
    return edges;
}

/// Bellman-Ford, the plainest method.
std::vector<double> relax_until_settled(std::int32_t n, const std::vector<WeightedEdge>& edges, std::int32_t source) {
    std::vector<double> d(n, kUnreachable);
    d[source] = 0.0;
    for (std::int32_t round = 0; round < n; ++round)
        for (const auto& e : edges) {
            d[e.i] = std::min(d[e.i], d[e.j] + e.length_a);
            d[e.j] = std::min(d[e.j], d[e.i] + e.length_a);
        }
    return d;
}

}  // namespace

class ShortestPaths : public testing::TestWithParam<int> {};

TEST_P(ShortestPaths, AllPairsAgreeWithPlainRelaxation) {
    const std::int32_t n = 60;
    const auto edges = random_edges(n, GetParam(), 7);
    const auto all = all_pairs_shortest_paths(WeightedGraph(n, edges));
    for (std::int32_t s = 0; s < n; ++s) {
        const auto plain = relax_until_settled(n, edges, s);
        for (std::int32_t v = 0; v < n; ++v) {
            if (plain[v] == kUnreachable)
                EXPECT_EQ(all[s * n + v], kUnreachable);
            else
                EXPECT_NEAR(all[s * n + v], plain[v], 1e-12);
            EXPECT_EQ(all[s * n + v], all[v * n + s]);
        }
    }
}

// Few edges go by Dijkstra and leave unreachable vertices, many by Floyd-Warshall.
INSTANTIATE_TEST_SUITE_P(SparseAndDense, ShortestPaths, testing::Values(20, 30, 1500));

TEST(Detours, LadderNeighboursDoNotVouchForAContact) {
    const std::vector<std::int32_t> starts{0, 60};
    const std::vector<WeightedEdge> ladder{{10, 40, 6.0}, {11, 39, 6.0}, {12, 38, 6.0}, {13, 37, 6.0}};
    for (const double d : detours(starts, ladder)) EXPECT_GT(d, 24 * kChainBondA - 1e-9);
    // One contact far enough in the plane carries the detour.
    auto with_witness = ladder;
    with_witness.push_back({16, 34, 6.0});
    const auto d = detours(starts, with_witness);
    EXPECT_NEAR(d[0], 12 * kChainBondA + 6.0, 1e-9);
    EXPECT_NEAR(d[4], 12 * kChainBondA + 6.0, 1e-9);
}

TEST(Detours, AgreeWithSearchOnTheReducedGraph) {
    const std::vector<std::int32_t> starts{0, 30, 60};
    const auto contacts = random_edges(60, 60, 3);
    const auto got = detours(starts, contacts, 5);
    const auto chain = [](std::int32_t v) { return v / 30; };
    const auto near = [&](std::int32_t a, std::int32_t b) { return std::abs(a - b) <= 5 && chain(a) == chain(b); };
    for (std::size_t e = 0; e < contacts.size(); ++e) {
        const auto& [i, j, length] = contacts[e];
        auto kept = chain_bonds(starts);
        for (const auto& o : contacts)
            if (!(near(o.i, i) && near(o.j, j)) && !(near(o.i, j) && near(o.j, i))) kept.push_back(o);
        const double want = relax_until_settled(60, kept, i)[j];
        if (want == kUnreachable)
            EXPECT_EQ(got[e], kUnreachable);
        else
            EXPECT_NEAR(got[e], want, 1e-12);
    }
}

TEST(Detours, StopAtTheBound) {
    const std::vector<std::int32_t> starts{0, 60};
    const std::vector<WeightedEdge> contacts{{5, 50, 6.0}};
    EXPECT_EQ(detours(starts, contacts, 5, 50.0)[0], kUnreachable);
    EXPECT_NEAR(detours(starts, contacts, 5, 500.0)[0], 45 * kChainBondA, 1e-9);
}

TEST(WeightedGraph, RefusesEdgesThatJoinNothing) {
    const std::vector<WeightedEdge> loop{{3, 3, 1.0}}, outside{{0, 9, 1.0}}, negative{{0, 1, -1.0}};
    for (const auto& bad : {loop, outside, negative}) EXPECT_THROW(WeightedGraph(5, bad), InputError);
}
