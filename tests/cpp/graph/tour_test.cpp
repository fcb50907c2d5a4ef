#include "prct/graph/tour.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "prct/error.hpp"
#include "prct/graph/greedy_tour.hpp"
#include "prct/graph/tour_search.hpp"
#include "random_graph.hpp"

namespace prct {
namespace {

TourOptions with(bool closed, double kicks = 10.0, std::uint64_t seed = 1) {
    TourOptions options;
    options.closed = closed;
    options.kicks_per_point = kicks;
    options.seed = seed;
    return options;
}

double shortest_by_all_orders(const std::vector<double>& x, int dimensions, bool closed) {
    std::vector<std::int32_t> order(x.size() / dimensions);
    std::iota(order.begin(), order.end(), 0);
    double best = std::numeric_limits<double>::infinity();
    do best = std::min(best, tour_length(x, dimensions, order, closed));
    while (std::next_permutation(order.begin() + closed, order.end()));
    return best;
}

TEST(Tour, SmallCasesReachTheOptimum) {
    for (const bool closed : {true, false})
        for (const int dimensions : {2, 3})
            for (const std::int32_t n : {2, 3, 4, 5, 6, 7, 8})
                for (std::uint64_t seed = 1; seed <= 4; ++seed) {
                    const auto x = test::random_points(n, dimensions, 1.0, seed);
                    const auto tour = find_tour(x, dimensions, with(closed));
                    EXPECT_NEAR(tour.length, shortest_by_all_orders(x, dimensions, closed), 1e-12)
                        << n << " points, closed " << closed << ", seed " << seed;
                }
}

TEST(Tour, LengthIsThatOfItsOrder) {
    for (const bool closed : {true, false})
        for (const auto metric : {TourMetric::euclidean, TourMetric::euclidean_rounded})
            for (std::uint64_t seed = 1; seed <= 6; ++seed) {
                const auto x = test::random_points(40 * seed, 2, 1000.0, seed);
                auto options = with(closed, 5.0, seed);
                options.metric = metric;
                const auto tour = find_tour(x, 2, options);
                EXPECT_NEAR(tour.length, tour_length(x, 2, tour.order, closed, metric), 1e-9 * tour.length);
                EXPECT_LE(tour.length, tour.descent_length * (1 + 1e-12));
            }
}

TEST(Tour, PointsOnACircleAreVisitedAround) {
    constexpr int kPoints = 100;
    std::vector<double> x;
    for (int k = 0; k < kPoints; ++k) {
        const double angle = 2 * std::numbers::pi * ((37 * k) % kPoints) / kPoints;
        x.insert(x.end(), {std::cos(angle), std::sin(angle)});
    }
    const auto tour = find_tour(x, 2, with(true));
    EXPECT_NEAR(tour.length, 2 * kPoints * std::sin(std::numbers::pi / kPoints), 1e-9);
}

TEST(Tour, OpenTourOfALineGoesFromEndToEnd) {
    std::vector<double> x;
    for (int k = 0; k < 60; ++k) x.insert(x.end(), {static_cast<double>((17 * k) % 60), 0, 0});
    EXPECT_NEAR(find_tour(x, 3, with(false)).length, 59.0, 1e-12);
    EXPECT_NEAR(find_tour(x, 3, with(true)).length, 118.0, 1e-12);
}

TEST(Tour, KicksShortenRandomTours) {
    const auto x = test::random_points(1000, 2, 1.0, 5);
    const auto tour = find_tour(x, 2, with(true, 5.0));
    EXPECT_LT(tour.length, 0.99 * tour.descent_length);
    // Random uniform points: 0.7124 sqrt(n A) (1 + 0.33 / n) in the limit, more by the boundary at 1,000 points.
    EXPECT_LT(tour.length, 0.80 * std::sqrt(1000.0));
    EXPECT_GT(tour.length, 0.70 * std::sqrt(1000.0));
}

TEST(Tour, SameSeedSameTour) {
    const auto x = test::random_points(300, 3, 1.0, 8);
    EXPECT_EQ(find_tour(x, 3, with(true, 10, 4)).order, find_tour(x, 3, with(true, 10, 4)).order);
    EXPECT_NE(find_tour(x, 3, with(true, 10, 4)).order, find_tour(x, 3, with(true, 10, 5)).order);
}

TEST(Tour, StartsFromAGivenOrder) {
    const auto x = test::random_points(200, 2, 1.0, 3);
    std::vector<std::int32_t> order(200);
    std::iota(order.begin(), order.end(), 0);
    const auto tour = find_tour(x, 2, with(true), order);
    EXPECT_LT(tour.length, 0.5 * tour_length(x, 2, order, true));
    order[0] = 1;
    EXPECT_THROW(find_tour(x, 2, with(true), order), InputError);
}

TEST(Tour, DegenerateInput) {
    for (const bool closed : {true, false}) {
        EXPECT_TRUE(find_tour({}, 3, with(closed)).order.empty());
        const std::vector<double> one{1, 2, 3}, same(60, 7.0);
        EXPECT_EQ(find_tour(one, 3, with(closed)).order, std::vector<std::int32_t>{0});
        const auto tour = find_tour(same, 3, with(closed));
        EXPECT_EQ(tour.length, 0.0);
        EXPECT_NO_THROW(require_permutation(tour.order, 20));
    }
}

TEST(Tour, RefusesBadInput) {
    const std::vector<double> x{0, 0, 1, 1};
    auto options = with(true, -1.0);
    EXPECT_THROW(find_tour(x, 2, options), InputError);
    options = with(true);
    options.neighbours = 0;
    EXPECT_THROW(find_tour(x, 2, options), InputError);
    EXPECT_THROW(find_tour(x, 1), InputError);
    const std::vector<std::int32_t> few{0}, twice{0, 0};
    EXPECT_THROW(tour_length(x, 2, few, true), InputError);
    EXPECT_THROW(tour_length(x, 2, twice, true), InputError);
}

TEST(Tour, GreedyStartIsAPermutationNotFarFromTheBest) {
    for (const std::int32_t n : {1, 2, 3, 4, 17, 2000}) {
        const auto x = test::random_points(n, 2, 1.0, 2);
        const auto order = greedy_tour(x, 2);
        EXPECT_NO_THROW(require_permutation(order, n));
        if (n == 2000) EXPECT_LT(tour_length(x, 2, order, true), 1.3 * find_tour(x, 2, with(true, 0.0)).length);
    }
}

TEST(Tour, SearchTakesAnyDistance) {
    // Cities on a ring, the distance given as a table without coordinates.
    constexpr std::int32_t kCities = 30;
    const auto distance = [](std::int32_t a, std::int32_t b) {
        const auto apart = std::abs(a * 7 % kCities - b * 7 % kCities);
        return static_cast<double>(std::min(apart, kCities - apart));
    };
    NeighbourLists lists;
    lists.per_point = 6;
    for (std::int32_t v = 0; v < kCities; ++v) {
        std::vector<std::int32_t> others;
        for (std::int32_t u = 0; u < kCities; ++u)
            if (u != v) others.push_back(u);
        std::stable_sort(others.begin(), others.end(), [&](auto a, auto b) { return distance(v, a) < distance(v, b); });
        lists.members.insert(lists.members.end(), others.begin(), others.begin() + 6);
    }
    std::vector<std::int32_t> order(kCities);
    std::iota(order.begin(), order.end(), 0);
    TourSearch search(order, lists, distance, 1);
    search.descend();
    for (int k = 0; k < 2000; ++k) search.kick();
    EXPECT_EQ(search.length(), kCities);
}

}  // namespace
}  // namespace prct
