#include "prct/resonance/hand.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"
#include "resonance/traces.hpp"

using namespace prct;

namespace {

/// Two antiparallel strands 4.8 Å apart, the second turned by `twist` (rad) about the line from the first to it.
std::vector<double> hairpin(double twist) {
    std::vector<double> x;
    for (int i = 0; i < 8; ++i) x.insert(x.end(), {3.3 * (i - 3.5), 0.0, 0.0});
    for (int i = 0; i < 4; ++i) x.insert(x.end(), {30.0 + 2.0 * i, 20.0, 0.0});
    for (int i = 0; i < 8; ++i) {
        const double along = -3.3 * (i - 3.5);
        x.insert(x.end(), {along * std::cos(twist), 4.8, -along * std::sin(twist)});
    }
    return x;
}

}  // namespace

TEST(Hand, ARightHandedHelixScoresPositive) {
    const std::vector<std::int32_t> starts{0, 20};
    const auto s = hand_score(starts, testing_traces::helix(20));
    EXPECT_EQ(s.turns, 17.0);
    EXPECT_GT(s.score, 10.0);
}

TEST(Hand, TheMirrorImageHasTheOppositeScore) {
    const std::vector<std::int32_t> starts{0, 120};
    const auto x = testing_traces::compact_chain(120, 8);
    const auto s = hand_score(starts, x), m = hand_score(starts, mirror(x));
    EXPECT_DOUBLE_EQ(s.score, -m.score);
    EXPECT_DOUBLE_EQ(s.margin, -m.margin);
    EXPECT_EQ(s.strand_pairs, m.strand_pairs);
}

TEST(Hand, TwistHasTheSignItIsGiven) {
    const std::vector<std::int32_t> starts{0, 20};
    const auto left = hand_score(starts, hairpin(0.4));
    EXPECT_GT(left.strand_pairs, 3.0);
    EXPECT_NEAR(std::abs(left.twist) / left.strand_pairs, 0.4, 0.15);
    EXPECT_LT(left.twist * hand_score(starts, hairpin(-0.4)).twist, 0.0);
}

TEST(Hand, RefusesATraceOfAnotherLength) {
    EXPECT_THROW(hand_score(std::vector<std::int32_t>{0, 5}, std::vector<double>(12)), InputError);
}
