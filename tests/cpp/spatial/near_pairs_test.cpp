#include "prct/spatial/near_pairs.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <utility>

using namespace prct;

namespace {

std::vector<Vec3<double>> cloud(std::int32_t n, double edge_a, double offset_a, unsigned seed) {
    std::mt19937 rng(seed);
    const auto u = [&] { return offset_a + edge_a * (static_cast<double>(rng() % 100001) / 100000.0 - 0.5); };
    std::vector<Vec3<double>> points;
    for (std::int32_t i = 0; i < n; ++i) points.push_back({u(), u(), u()});
    return points;
}

using Pairs = std::vector<std::pair<std::int32_t, std::int32_t>>;

Pairs exactly(const std::vector<Vec3<double>>& points, double reach_a, bool by_cells) {
    const auto n = static_cast<std::int32_t>(points.size());
    Pairs found;
    const auto visit = [&](std::int32_t i, std::int32_t j) {
        if (norm2(points[i] - points[j]) < reach_a * reach_a) found.push_back({i, j});
    };
    if (by_cells) {
        NearPairs().visit(
            n, reach_a, [&](std::int32_t i) { return points[i]; }, visit);
        return found;
    }
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 1; j < n; ++j) visit(i, j);
    return found;
}

}  // namespace

TEST(NearPairs, AreThoseOfNestedLoopsInTheirOrder) {
    for (const double offset_a : {0.0, 5000.0, -1e5})
        for (const double reach_a : {0.5, 7.0, 14.0, 200.0}) {
            const auto points = cloud(300, 60.0, offset_a, 5);
            EXPECT_EQ(exactly(points, reach_a, true), exactly(points, reach_a, false)) << reach_a << " " << offset_a;
        }
}

TEST(NearPairs, KeepNothingOfAnEarlierSearch) {
    NearPairs pairs;
    for (const unsigned seed : {1u, 2u, 3u}) {
        const auto points = cloud(100 * static_cast<int>(seed), 60.0, 0.0, seed);
        Pairs found;
        pairs.visit(
            static_cast<std::int32_t>(points.size()), 7.0, [&](std::int32_t i) { return points[i]; },
            [&](std::int32_t i, std::int32_t j) {
                if (norm2(points[i] - points[j]) < 49.0) found.push_back({i, j});
            });
        EXPECT_EQ(found, exactly(points, 7.0, false));
    }
}

TEST(NearPairs, FindPointsAtOnePlaceAndFarApart) {
    std::vector<Vec3<double>> points(40, Vec3<double>{1.0, 2.0, 3.0});
    points.push_back({1e7, 0.0, -1e7});
    points.push_back({1e7, 3.0, -1e7});
    EXPECT_EQ(exactly(points, 7.0, true), exactly(points, 7.0, false));
    EXPECT_TRUE(exactly({}, 7.0, true).empty());
}

TEST(NearPairs, RefuseAPositionThatIsNotFinite) {
    auto points = cloud(10, 20.0, 0.0, 1);
    points[4].y = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(exactly(points, 7.0, true), NumericsError);
}
