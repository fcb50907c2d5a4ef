#include "prct/graph/coloring.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"
#include "prct/graph/balance_classes.hpp"
#include "prct/graph/clique.hpp"
#include "prct/graph/dsatur.hpp"
#include "prct/graph/save_color.hpp"
#include "random_graph.hpp"

namespace prct {
namespace {

bool can_color(const Graph& graph, std::int32_t k, std::vector<std::int32_t>& colors, std::int32_t v) {
    if (v == graph.n_vertices()) return true;
    for (std::int32_t c = 0; c < k; ++c) {
        bool taken = false;
        for (const auto u : graph.of(v)) taken |= u < v && colors[u] == c;
        if (taken) continue;
        colors[v] = c;
        if (can_color(graph, k, colors, v + 1)) return true;
    }
    return false;
}

std::int32_t chromatic_number(const Graph& graph) {
    std::vector<std::int32_t> colors(graph.n_vertices());
    for (std::int32_t k = 0;; ++k)
        if (can_color(graph, k, colors, 0)) return k;
}

void expect_sound(const Graph& graph, const VertexColoring& result) {
    EXPECT_TRUE(is_proper_coloring(graph, result.colors));
    const auto sizes = class_sizes(result.colors);
    EXPECT_EQ(static_cast<std::int32_t>(sizes.size()), result.n_colors);
    for (const auto size : sizes) EXPECT_GT(size, 0);
    EXPECT_LE(result.clique_bound, result.n_colors);
}

TEST(Coloring, RandomGraphsAreProperWithinBounds) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto graph = test::random_graph(5 + 3 * seed, (seed * 37) % 101, seed);
        const auto result = color_vertices(graph);
        expect_sound(graph, result);
        EXPECT_LE(result.n_colors, result.degree_bound);
    }
}

TEST(Coloring, SmallGraphsReachTheChromaticNumber) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto graph = test::random_graph(9, 20 + seed, seed);
        EXPECT_EQ(color_vertices(graph, {50.0, 1}).n_colors, chromatic_number(graph)) << "seed " << seed;
    }
}

TEST(Coloring, ClosedForms) {
    EXPECT_EQ(color_vertices(test::complete_graph(70)).n_colors, 70);
    EXPECT_EQ(color_vertices(test::complete_graph(70)).clique_bound, 70);
    EXPECT_EQ(color_vertices(test::complete_bipartite(9, 13)).n_colors, 2);
    EXPECT_EQ(color_vertices(test::ring(101)).n_colors, 3);
    EXPECT_EQ(color_vertices(test::ring(100)).n_colors, 2);
    EXPECT_EQ(color_vertices(test::star(50)).n_colors, 2);
}

TEST(Coloring, DsaturIsExactOnBipartiteGraphs) {
    const auto graph = test::complete_bipartite(30, 40);
    EXPECT_EQ(class_sizes(dsatur(graph)).size(), 2u);
}

TEST(Coloring, EmptyGraphs) {
    EXPECT_EQ(color_vertices(Graph{}).n_colors, 0);
    EXPECT_EQ(color_vertices(Graph{}).degree_bound, 0);
    EXPECT_EQ(color_vertices_balanced(Graph{}).n_colors, 0);
    const auto isolated = graph_from_edges(5, {});
    EXPECT_EQ(color_vertices(isolated).n_colors, 1);
    EXPECT_EQ(color_vertices(isolated).clique_bound, 1);
}

TEST(Coloring, SameSeedSameColors) {
    const auto graph = test::random_graph(200, 30, 5);
    EXPECT_EQ(color_vertices(graph, {5.0, 3}).colors, color_vertices(graph, {5.0, 3}).colors);
}

TEST(Coloring, SearchSavesColors) {
    const auto graph = test::random_graph(150, 50, 2);
    EXPECT_LT(color_vertices(graph, {20.0, 1}).n_colors, color_vertices(graph, {0.0, 1}).n_colors);
}

TEST(Coloring, SaveColorGivesUpWhereThereIsNone) {
    const auto graph = test::complete_graph(6);
    EXPECT_FALSE(save_color(graph, {0, 1, 2, 3, 4, 5}, 6, 500, 1).has_value());
}

TEST(Coloring, SaveColorUndoesAWastefulColoring) {
    const auto graph = test::ring(8);
    const auto fewer = save_color(graph, {0, 1, 2, 0, 1, 2, 0, 1}, 3, 1000, 1);
    ASSERT_TRUE(fewer.has_value());
    EXPECT_TRUE(is_proper_coloring(graph, *fewer));
    EXPECT_EQ(class_sizes(*fewer).size(), 2u);
}

TEST(Coloring, BalancedClasses) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const auto graph = test::random_graph(20 + 5 * seed, 2 + seed, seed);
        const auto result = color_vertices_balanced(graph);
        expect_sound(graph, result);
        EXPECT_TRUE(is_balanced(class_sizes(result.colors))) << "seed " << seed;
    }
}

TEST(Coloring, BalancedStarNeedsHalfItsLeaves) {
    // The centre is alone in its class, so no class has more than two members.
    const auto result = color_vertices_balanced(test::star(20));
    EXPECT_EQ(result.n_colors, 11);
    EXPECT_TRUE(is_balanced(class_sizes(result.colors)));
}

TEST(Coloring, BalanceIsTenPercentOrOne) {
    const std::vector<std::int32_t> within{100, 110}, beyond{100, 111}, small{1, 2}, uneven{1, 3};
    EXPECT_TRUE(is_balanced(within));
    EXPECT_FALSE(is_balanced(beyond));
    EXPECT_TRUE(is_balanced(small));
    EXPECT_FALSE(is_balanced(uneven));
}

TEST(Coloring, ContactGraphOfPoints) {
    const auto graph = contact_graph(test::random_points(3000, 3, 74.0, 3), 3, 12.0);
    const auto result = color_vertices(graph);
    expect_sound(graph, result);
    EXPECT_LT(result.n_colors, result.degree_bound / 2);
}

TEST(Coloring, CliqueIsAClique) {
    const auto graph = test::random_graph(120, 60, 4);
    const auto clique = greedy_clique(graph);
    EXPECT_GE(clique.size(), 5u);
    for (const auto a : clique)
        for (const auto b : clique) {
            const auto row = graph.of(a);
            EXPECT_TRUE(a == b || std::find(row.begin(), row.end(), b) != row.end());
        }
}

TEST(Coloring, VerifierSeesFaults) {
    const auto graph = test::ring(4);
    const std::vector<std::int32_t> clash{0, 0, 1, 1}, missing{0, 1, 0, -1}, few{0, 1};
    EXPECT_FALSE(is_proper_coloring(graph, clash));
    EXPECT_FALSE(is_proper_coloring(graph, missing));
    EXPECT_THROW(is_proper_coloring(graph, few), InputError);
}

TEST(Coloring, RefusesNegativeMoves) { EXPECT_THROW(color_vertices(test::ring(4), {-1.0, 1}), InputError); }

}  // namespace
}  // namespace prct
