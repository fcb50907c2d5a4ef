#include "prct/resonance/modes.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"
#include "resonance/traces.hpp"

using namespace prct;
using testing_traces::compact_chain;
using testing_traces::distance;

namespace {

std::vector<WeightedEdge> all_distances(const std::vector<double>& x, double below_a) {
    std::vector<WeightedEdge> edges;
    const auto n = static_cast<std::int32_t>(x.size() / 3);
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 1; j < n; ++j)
            if (distance(x, i, j) < below_a) edges.push_back({i, j, distance(x, i, j)});
    return edges;
}

double mean_error(const std::vector<double>& a, const std::vector<double>& b) {
    const auto n = static_cast<std::int32_t>(a.size() / 3);
    double sum = 0.0;
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 1; j < n; ++j) sum += std::abs(distance(a, i, j) - distance(b, i, j));
    return sum / (0.5 * n * (n - 1));
}

}  // namespace

TEST(Modes, CompleteDistancesGiveTheTraceBack) {
    const auto x = compact_chain(80, 5);
    ModesOptions options;
    options.distances_known = true;
    options.trusted_a = 1e3;
    const auto got = embed_modes(std::vector<std::int32_t>{0, 80}, all_distances(x, 1e3), options);
    EXPECT_LT(mean_error(x, got), 1e-5);
}

TEST(Modes, LandmarksComeCloseToTheDenseEmbedding) {
    const auto x = compact_chain(200, 9);
    ModesOptions dense, sparse;
    dense.distances_known = sparse.distances_known = true;
    sparse.dense_limit = 100;
    sparse.landmarks = 60;
    const std::vector<std::int32_t> starts{0, 200};
    const auto edges = all_distances(x, 20.0);
    const auto a = embed_modes(starts, edges, dense), b = embed_modes(starts, edges, sparse);
    EXPECT_LT(mean_error(a, b), 2.0);
    EXPECT_GT(mean_error(a, b), 0.0);
}

TEST(Modes, PartsWithNothingBetweenThemLieApart) {
    const std::vector<std::int32_t> starts{0, 20, 50};
    const auto got = embed_modes(starts, std::vector<WeightedEdge>{{2, 15, 6.0}, {25, 45, 6.0}});
    for (std::int32_t i = 0; i < 20; ++i)
        for (std::int32_t j = 20; j < 50; ++j) EXPECT_GE(distance(got, i, j), 15.0 - 1e-9);
    const auto part = connected_parts(50, chain_bonds(starts));
    EXPECT_EQ(part[0], 0);
    EXPECT_EQ(part[49], 1);
}

TEST(Modes, AChainOfOneResidueStandsAlone) {
    const auto got = embed_modes(std::vector<std::int32_t>{0, 1, 5}, std::vector<WeightedEdge>{});
    ASSERT_EQ(got.size(), 15u);
    for (const double v : got) EXPECT_TRUE(std::isfinite(v));
}
