#include "prct/scoring/paired_trace.hpp"

#include <gtest/gtest.h>

#include "traces.hpp"

namespace {

TEST(PairedTrace, FitEqualsSuperposeOfTheSelectedPairs) {
    const auto native = prct::testing::wandering_trace(29, 1);
    const auto model = prct::testing::shaken(prct::testing::turned(native), 2.0, 2);
    const prct::PairedTrace pairs(model, native);
    prct::PairSelection selection(pairs.padded_size(), 0.0);
    prct::testing::Trace x, y;
    for (const int k : {0, 3, 4, 11, 17, 28}) {
        selection[k] = 1.0;
        x.push_back(model[k]);
        y.push_back(native[k]);
    }
    const auto direct = prct::superpose(x, y);
    std::vector<double> distance2;
    pairs.distances2(pairs.fit(selection), distance2);
    for (std::size_t k = 0; k < native.size(); ++k)
        EXPECT_NEAR(distance2[k], norm2(direct.motion.apply(model[k]) - native[k]), 1e-8) << k;
    EXPECT_GT(distance2[29], 1e20);  // padding
}

TEST(PairedTrace, SelectsCountsAndNamesASet) {
    const std::vector<double> distance2 = {1.0, 3.9, 4.1, 0.0, 9.0, 1e30, 1e30, 1e30};
    prct::PairSelection selection;
    std::uint64_t two_a = 0, three_a = 0, again = 0;
    EXPECT_EQ(prct::select_within(distance2, 2.0, selection, two_a), 3);
    EXPECT_EQ(selection, (prct::PairSelection{1, 1, 0, 1, 0, 0, 0, 0}));
    EXPECT_EQ(prct::select_within(distance2, 2.9, selection, three_a), 4);
    EXPECT_EQ(prct::select_within(distance2, 1.99, selection, again), 3);
    EXPECT_NE(two_a, three_a);
    EXPECT_EQ(two_a, again);
}

}  // namespace
