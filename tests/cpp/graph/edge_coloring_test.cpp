#include "prct/graph/edge_coloring.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"
#include "random_graph.hpp"

namespace prct {
namespace {

TEST(EdgeColoring, RandomGraphsKeepVizingsBound) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto graph = test::random_graph(3 + seed, (seed * 41) % 101, seed);
        const auto result = color_edges(graph);
        EXPECT_EQ(static_cast<std::int64_t>(result.edges.size()), graph.n_edges());
        EXPECT_TRUE(is_proper_edge_coloring(result.edges, result.colors)) << "seed " << seed;
        EXPECT_GE(result.n_colors, result.lower_bound);
        EXPECT_LE(result.n_colors, result.upper_bound);
    }
}

TEST(EdgeColoring, BipartiteGraphsNeedTheirLargestDegree) {
    EXPECT_EQ(color_edges(test::complete_bipartite(7, 12)).n_colors, 12);
    EXPECT_EQ(color_edges(test::complete_bipartite(8, 8)).n_colors, 8);
    EXPECT_EQ(color_edges(test::star(30)).n_colors, 30);
    EXPECT_EQ(color_edges(test::ring(10)).n_colors, 2);
}

TEST(EdgeColoring, OddRingsAndOddCliquesNeedOneMore) {
    EXPECT_EQ(color_edges(test::ring(9)).n_colors, 3);
    for (const int n : {3, 5, 7, 9, 31}) EXPECT_EQ(color_edges(test::complete_graph(n)).n_colors, n);
}

TEST(EdgeColoring, EmptyGraphs) {
    EXPECT_EQ(color_edges(Graph{}).n_colors, 0);
    EXPECT_EQ(color_edges(graph_from_edges(4, {})).upper_bound, 0);
}

TEST(EdgeColoring, RefusesATableTooLarge) { EXPECT_THROW(color_edges(test::star(30'000)), InputError); }

TEST(EdgeColoring, VerifierSeesFaults) {
    const std::vector<std::pair<std::int32_t, std::int32_t>> path{{0, 1}, {1, 2}};
    const std::vector<std::int32_t> clash{0, 0}, missing{0, -1}, proper{1, 0}, few{0};
    EXPECT_FALSE(is_proper_edge_coloring(path, clash));
    EXPECT_FALSE(is_proper_edge_coloring(path, missing));
    EXPECT_TRUE(is_proper_edge_coloring(path, proper));
    EXPECT_THROW(is_proper_edge_coloring(path, few), InputError);
}

}  // namespace
}  // namespace prct
