#include "prct/graph/nearest_neighbours.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "prct/error.hpp"
#include "prct/graph/points.hpp"
#include "random_graph.hpp"

namespace prct {
namespace {

std::vector<std::int32_t> by_sorting_all(const std::vector<Point>& points, std::int32_t i, std::size_t k) {
    std::vector<std::pair<double, std::int32_t>> hits;
    for (std::int32_t j = 0; j < static_cast<std::int32_t>(points.size()); ++j)
        if (j != i) hits.emplace_back(distance2(points[i], points[j]), j);
    std::sort(hits.begin(), hits.end());
    std::vector<std::int32_t> nearest;
    for (std::size_t h = 0; h < k; ++h) nearest.push_back(hits[h].second);
    return nearest;
}

void expect_nearest(const std::vector<double>& x, int dimensions, std::int32_t k) {
    const auto points = read_points(x, dimensions);
    const auto lists = nearest_neighbours(x, dimensions, k);
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(points.size()); ++i) {
        const auto row = lists.of(i);
        ASSERT_EQ(std::vector<std::int32_t>(row.begin(), row.end()), by_sorting_all(points, i, lists.per_point));
    }
}

TEST(NearestNeighbours, EqualsSortingAll) {
    for (const int dimensions : {2, 3})
        for (const std::int32_t k : {1, 5, 20})
            expect_nearest(test::random_points(400, dimensions, 9.0, k), dimensions, k);
}

TEST(NearestNeighbours, TiesGoToTheLowerIndex) {
    auto x = test::random_points(200, 3, 4.0, 1);
    for (auto& c : x) c = static_cast<int>(c);  // a lattice: many coincident points and equal distances
    expect_nearest(x, 3, 7);
}

TEST(NearestNeighbours, FewPoints) {
    EXPECT_EQ(nearest_neighbours({}, 2, 5).per_point, 0);
    const std::vector<double> one{1, 2}, two{1, 2, 3, 4};
    EXPECT_EQ(nearest_neighbours(one, 2, 5).per_point, 0);
    EXPECT_EQ(nearest_neighbours(two, 2, 5).members, (std::vector<std::int32_t>{1, 0}));
}

TEST(NearestNeighbours, RefusesBadInput) {
    const std::vector<double> x{1, 2, 3}, bad{1, std::numeric_limits<double>::infinity()};
    EXPECT_THROW(nearest_neighbours(x, 2, 1), InputError);
    EXPECT_THROW(nearest_neighbours(x, 3, -1), InputError);
    EXPECT_THROW(nearest_neighbours(bad, 2, 1), InputError);
}

}  // namespace
}  // namespace prct
