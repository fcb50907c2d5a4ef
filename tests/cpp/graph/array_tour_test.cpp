#include "prct/graph/array_tour.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "prct/graph/random_stream.hpp"

namespace prct {
namespace {

std::vector<std::int32_t> ring_of(std::int32_t n) {
    std::vector<std::int32_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    return order;
}

/// The ring from city 0 on, towards its neighbour of lower index: equal for rings that differ by place and direction.
std::vector<std::int32_t> canonical(std::vector<std::int32_t> ring) {
    std::rotate(ring.begin(), std::find(ring.begin(), ring.end(), 0), ring.end());
    if (ring.size() > 2 && ring.back() < ring[1]) std::reverse(ring.begin() + 1, ring.end());
    return ring;
}

TEST(ArrayTour, ReversalsEqualAPlainRing) {
    for (const std::int32_t n : {3, 4, 7, 20}) {
        ArrayTour tour(ring_of(n));
        RandomStream random(n);
        for (int step = 0; step < 500; ++step) {
            const auto first = tour.at(random.below(n));
            const auto last = tour.at(random.below(n));
            auto plain = tour.order();
            std::rotate(plain.begin(), std::find(plain.begin(), plain.end(), first), plain.end());
            std::reverse(plain.begin(), std::find(plain.begin(), plain.end(), last) + 1);
            tour.reverse(first, last);
            ASSERT_EQ(canonical(tour.order()), canonical(plain));
            for (std::int32_t p = 0; p < n; ++p) ASSERT_EQ(tour.position(tour.at(p)), p);
        }
    }
}

TEST(ArrayTour, UndoRestoresTheArray) {
    ArrayTour tour(ring_of(31));
    RandomStream random(2);
    tour.reverse(3, 9);
    tour.keep();
    const auto kept = tour.order();
    for (int step = 0; step < 50; ++step) tour.reverse(random.below(31), random.below(31));
    EXPECT_NE(tour.order(), kept);
    tour.undo();
    EXPECT_EQ(tour.order(), kept);
}

TEST(ArrayTour, BetweenGoesForwardAndAroundTheEnd) {
    const ArrayTour tour(ring_of(10));
    EXPECT_TRUE(tour.between(2, 5, 7));
    EXPECT_FALSE(tour.between(2, 8, 7));
    EXPECT_TRUE(tour.between(8, 1, 3));
    EXPECT_FALSE(tour.between(8, 5, 3));
    EXPECT_TRUE(tour.between(4, 4, 4));
}

}  // namespace
}  // namespace prct
