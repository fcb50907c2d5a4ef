#include "prct/graph/contact_graph.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "prct/error.hpp"
#include "random_graph.hpp"

namespace prct {
namespace {

Graph by_all_pairs(const std::vector<double>& x, int dimensions, double cutoff, int separation) {
    const auto n = static_cast<std::int32_t>(x.size() / dimensions);
    std::vector<std::int32_t> pairs;
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + separation; j < n; ++j) {
            double d2 = 0;
            for (int a = 0; a < dimensions; ++a) d2 += std::pow(x[i * dimensions + a] - x[j * dimensions + a], 2);
            if (d2 <= cutoff * cutoff) pairs.insert(pairs.end(), {i, j});
        }
    return graph_from_edges(n, pairs);
}

TEST(ContactGraph, EqualsAllPairs) {
    for (const int dimensions : {2, 3})
        for (const double cutoff : {0.3, 1.0, 3.7, 40.0})
            for (const int separation : {1, 4}) {
                const auto x = test::random_points(300, dimensions, 12.0, 7);
                const auto fast = contact_graph(x, dimensions, cutoff, separation);
                const auto plain = by_all_pairs(x, dimensions, cutoff, separation);
                EXPECT_EQ(fast.offsets, plain.offsets);
                EXPECT_EQ(fast.neighbours, plain.neighbours);
                EXPECT_NO_THROW(check_graph(fast));
            }
}

TEST(ContactGraph, KeepsPairsOnCellBorders) {
    std::vector<double> x;
    for (int i = 0; i < 50; ++i) x.insert(x.end(), {i * 1.0, 0.0, 0.0});
    EXPECT_EQ(contact_graph(x, 3, 1.0).n_edges(), 49);
}

TEST(ContactGraph, SparseCloudNeedsNoManyCells) {
    const std::vector<double> x{0, 0, 0, 1e9, 1e9, 1e9, 1e9, 1e9, 1e9 + 1};
    EXPECT_EQ(contact_graph(x, 3, 2.0).n_edges(), 1);
}

TEST(ContactGraph, Degenerate) {
    EXPECT_EQ(contact_graph({}, 3, 1.0).n_vertices(), 0);
    const std::vector<double> one{1, 2, 3}, same(15, 4.0);
    EXPECT_EQ(contact_graph(one, 3, 1.0).n_edges(), 0);
    EXPECT_EQ(contact_graph(same, 3, 1.0).n_edges(), 10);
}

TEST(ContactGraph, RefusesBadInput) {
    const std::vector<double> x{0, 0, 0}, nan{0, 0, std::numeric_limits<double>::quiet_NaN()};
    EXPECT_THROW(contact_graph(x, 3, 0.0), InputError);
    EXPECT_THROW(contact_graph(x, 3, -1.0), InputError);
    EXPECT_THROW(contact_graph(x, 4, 1.0), InputError);
    EXPECT_THROW(contact_graph(x, 2, 1.0), InputError);
    EXPECT_THROW(contact_graph(x, 3, 1.0, 0), InputError);
    EXPECT_THROW(contact_graph(nan, 3, 1.0), InputError);
}

TEST(GraphFromEdges, MergesDoubleEdges) {
    const std::vector<std::int32_t> pairs{2, 0, 0, 2, 1, 2, 2, 1};
    const auto graph = graph_from_edges(3, pairs);
    EXPECT_EQ(graph.n_edges(), 2);
    EXPECT_EQ(graph.neighbours, (std::vector<std::int32_t>{2, 2, 0, 1}));
}

TEST(GraphFromEdges, RefusesLoopsAndStrangers) {
    const std::vector<std::int32_t> loop{1, 1}, outside{0, 3}, negative{-1, 0};
    EXPECT_THROW(graph_from_edges(3, loop), InputError);
    EXPECT_THROW(graph_from_edges(3, outside), InputError);
    EXPECT_THROW(graph_from_edges(3, negative), InputError);
}

TEST(CheckGraph, NamesTheFault) {
    EXPECT_THROW(check_graph({{0, 1, 1}, {1}}), InputError);              // one-sided
    EXPECT_THROW(check_graph({{0, 2, 3, 4}, {2, 1, 0, 0}}), InputError);  // not ascending
    EXPECT_THROW(check_graph({{0, 1}, {0}}), InputError);                 // loop
    EXPECT_THROW(check_graph({{0, 2}, {1}}), InputError);                 // offsets beyond the entries
    EXPECT_NO_THROW(check_graph({{0, 1, 2}, {1, 0}}));
}

}  // namespace
}  // namespace prct
