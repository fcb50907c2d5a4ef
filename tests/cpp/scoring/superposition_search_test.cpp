#include "prct/scoring/superposition_search.hpp"

#include <gtest/gtest.h>

#include "traces.hpp"

namespace {

TEST(SuperpositionSearch, FragmentLengthsHalveDownToFour) {
    EXPECT_EQ(prct::fragment_lengths(150), (std::vector<int>{150, 75, 37, 18, 9, 4}));
    EXPECT_EQ(prct::fragment_lengths(1000), (std::vector<int>{1000, 500, 250, 125, 62, 4}));
    EXPECT_EQ(prct::fragment_lengths(9), (std::vector<int>{9, 4}));
    EXPECT_EQ(prct::fragment_lengths(3), (std::vector<int>{3}));
}

// The search without the shortcut that drops sets met before.
double smallest_sum_by_plain_search(const prct::PairedTrace& pairs, prct::SearchCutoffs cutoffs) {
    double smallest = 1e300;
    std::vector<double> distance2;
    prct::PairSelection selection(pairs.padded_size());
    const auto take = [&] {
        pairs.distances2(pairs.fit(selection), distance2);
        double sum = 0.0;
        for (int k = 0; k < pairs.size(); ++k) sum += std::min(distance2[k], 16.0);
        smallest = std::min(smallest, sum);
    };
    for (const int length : prct::fragment_lengths(pairs.size()))
        for (int start = 0; start + length <= pairs.size(); ++start) {
            std::fill(selection.begin(), selection.end(), 0.0);
            std::fill_n(selection.begin() + start, length, 1.0);
            take();
            prct::detail::select_enough(distance2, pairs.size(), cutoffs.first_a, selection);
            for (int iteration = 0; iteration < prct::detail::max_iterations; ++iteration) {
                take();
                prct::detail::select_enough(distance2, pairs.size(), cutoffs.next_a, selection);
            }
        }
    return smallest;
}

TEST(SuperpositionSearch, DroppingSetsMetBeforeLosesNothing) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto native = prct::testing::wandering_trace(70, seed);
        const prct::PairedTrace pairs(prct::testing::shaken(native, 3.0, seed), native);
        double smallest = 1e300;
        prct::search_superpositions(pairs, {3.5, 5.5}, prct::SearchDepth::full,
                                    [&](const std::vector<double>& distance2) {
                                        double sum = 0.0;
                                        for (int k = 0; k < pairs.size(); ++k) sum += std::min(distance2[k], 16.0);
                                        smallest = std::min(smallest, sum);
                                    });
        EXPECT_NEAR(smallest, smallest_sum_by_plain_search(pairs, {3.5, 5.5}), 1e-9);
    }
}

TEST(SuperpositionSearch, RadiusWidensUntilThreeAreIn) {
    const prct::PairSelection nearest_three = {1, 1, 1, 0, 0, 0, 0, 0};
    prct::PairSelection selection;
    std::vector<double> distance2(8, 1e30);
    for (const double third_a : {3.49, 3.5, 3.51, 1e6}) {
        distance2[0] = 1.0, distance2[1] = 4.0, distance2[2] = third_a * third_a;
        distance2[3] = (third_a + 0.6) * (third_a + 0.6);
        prct::detail::select_enough(distance2, 4, 1.5, selection);
        EXPECT_EQ(selection, nearest_three) << third_a;
    }
    prct::detail::select_enough(distance2, 2, 0.5, selection);  // a pair of two residues: both
    EXPECT_EQ(selection[0] + selection[1], 2.0);
}

TEST(SuperpositionSearch, LongChainsThinTheStarts) {
    EXPECT_EQ(prct::detail::start_step(prct::SearchDepth::full, 4, 900), 1);
    EXPECT_EQ(prct::detail::start_step(prct::SearchDepth::full, 4, 8004), 9);
    EXPECT_EQ(prct::detail::start_step(prct::SearchDepth::quick, 40, 900), 10);
    EXPECT_EQ(prct::detail::start_step(prct::SearchDepth::quick, 4, 1000), 1);
    EXPECT_EQ(prct::detail::start_step(prct::SearchDepth::quick, 4, 10'004), 102);
}

}  // namespace
