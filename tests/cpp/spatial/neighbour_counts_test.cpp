#include "prct/spatial/neighbour_counts.hpp"

#include <gtest/gtest.h>

#include "scoring/traces.hpp"

namespace {

TEST(NeighbourCounts, AreThoseOfPairsOneByOne) {
    for (const std::size_t length : {1, 7, 8, 33, 100}) {
        const auto trace = prct::testing::wandering_trace(length, length);
        const auto counts = prct::neighbour_counts(trace, 9.0);
        ASSERT_EQ(counts.size(), length);
        for (std::size_t i = 0; i < length; ++i) {
            std::int32_t expected = 0;
            for (const auto& p : trace) expected += norm(p - trace[i]) <= 9.0;
            EXPECT_EQ(counts[i], expected) << i;
        }
    }
}

TEST(NeighbourCounts, APointIsItsOwnAndTheBorderIsIn) {
    const prct::testing::Trace line = {{0, 0, 0}, {3, 4, 0}, {50, 0, 0}};
    EXPECT_EQ(prct::neighbour_counts(line, 5.0), (std::vector<std::int32_t>{2, 2, 1}));
    EXPECT_TRUE(prct::neighbour_counts({}, 5.0).empty());
}

}  // namespace
