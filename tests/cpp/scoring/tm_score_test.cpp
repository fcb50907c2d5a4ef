#include "prct/scoring/tm_score.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "prct/error.hpp"
#include "traces.hpp"

namespace {

using prct::testing::Trace;
using prct::testing::wandering_trace;

TEST(TmScore, ScaleFollowsTheLength) {
    EXPECT_NEAR(prct::tm_score_d0_a(150), 1.24 * std::cbrt(135.0) - 1.8, 1e-12);
    EXPECT_DOUBLE_EQ(prct::tm_score_d0_a(19), 0.5);
    EXPECT_DOUBLE_EQ(prct::tm_score_d0_a(5), 0.5);
}

TEST(TmScore, OneForARigidMotionOnly) {
    for (const std::size_t length : {3, 4, 7, 8, 9, 60, 151}) {
        const auto native = wandering_trace(length, length);
        EXPECT_NEAR(prct::tm_score(prct::testing::turned(native), native), 1.0, 1e-9) << length;
    }
    const auto native = wandering_trace(100, 1);
    EXPECT_LT(prct::tm_score(prct::testing::mirrored(native), native), 0.6);
    EXPECT_LT(prct::tm_score(wandering_trace(100, 2), native), 0.4);
}

TEST(TmScore, FindsTheHalfThatAgrees) {  // two rigid halves, one moved far away: the closed form is half the chain
    const auto native = wandering_trace(120, 3);
    auto model = prct::testing::turned(native);
    for (std::size_t k = 60; k < 120; ++k) model[k].x += 1e5;
    EXPECT_NEAR(prct::tm_score(model, native), 0.5, 1e-6);
}

TEST(TmScore, UnresolvedResiduesLeaveTheCorrespondence) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto native = wandering_trace(80, 4);
    auto model = prct::testing::turned(native);
    for (std::size_t k = 10; k < 30; ++k) model[k].x = nan;
    EXPECT_NEAR(prct::tm_score(model, native), 60.0 / 80.0, 1e-9);
    auto gapped = native;
    for (std::size_t k = 10; k < 30; ++k) gapped[k].z = nan;
    EXPECT_NEAR(prct::tm_score(prct::testing::turned(native), gapped), 1.0, 1e-9);
    EXPECT_EQ(prct::tm_score(Trace(80, {nan, nan, nan}), native), 0.0);
}

TEST(TmScore, MatrixHoldsTheSinglesBothWays) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Trace models;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        auto one = prct::testing::shaken(wandering_trace(60, 5), 2.0, seed);
        for (std::size_t k = 0; seed == 3 && k < 20; ++k) one[k].x = nan;
        models.insert(models.end(), one.begin(), one.end());
    }
    const std::span<const prct::Vec3<double>> all(models);
    for (const std::size_t count : {3, 4}) {  // with the gap and without
        const auto matrix = prct::tm_score_matrix(all.first(60 * count), 60, prct::SearchDepth::full);
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = 0; b < count; ++b) {
                const double single = prct::tm_score(all.subspan(60 * b, 60), all.subspan(60 * a, 60));
                EXPECT_NEAR(matrix[a * count + b], a == b ? 1.0 : single, 2e-3);
            }
    }
}

TEST(TmScore, QuickSearchOfALongChainFindsItsSharedDomain) {
    const auto native = wandering_trace(2400, 6);
    auto model = prct::testing::turned(prct::testing::shaken(native, 1.5, 7));
    const auto moved = wandering_trace(1600, 8);  // two thirds of another fold
    std::copy(moved.begin(), moved.end(), model.begin() + 800);
    const double full = prct::tm_score(model, native, prct::SearchDepth::full);
    EXPECT_GT(full, 0.3);
    EXPECT_NEAR(prct::tm_score(model, native, prct::SearchDepth::quick), full, 0.01);
}

TEST(TmScore, IsTheLargestSumOverTheWholeSearch) {  // superpositions that are left early change nothing
    for (const std::size_t length : {5, 40, 150, 333})
        for (const double shake_a : {0.3, 2.0, 8.0}) {
            const auto native = wandering_trace(length, length);
            const prct::PairedTrace pairs(prct::testing::shaken(native, shake_a, 1), native);
            const double d0_a = prct::tm_score_d0_a(pairs.native_length()), inverse = 1.0 / (d0_a * d0_a);
            const double radius_a = std::clamp(d0_a, 4.5, 8.0);
            double best = 0.0;
            const auto visit = [&](const std::vector<double>& distance2_a2) {
                double lanes[8] = {};
                for (std::size_t k = 0; k < distance2_a2.size(); ++k)
                    lanes[k % 8] += 1.0 / (1.0 + distance2_a2[k] * inverse);
                const double even = (lanes[0] + lanes[4]) + (lanes[2] + lanes[6]);
                best = std::max(best, even + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7])));
            };
            prct::search_superpositions(pairs, {radius_a - 1.0, radius_a + 1.0}, prct::SearchDepth::full, visit);
            EXPECT_DOUBLE_EQ(prct::tm_score(pairs), best / static_cast<double>(length)) << length << ' ' << shake_a;
        }
}

TEST(TmScore, RefusesWhatItCannotUse) {
    EXPECT_THROW(prct::tm_score(Trace(4), Trace(5)), prct::InputError);
    EXPECT_THROW(prct::tm_score(Trace(2), Trace(2)), prct::InputError);
    EXPECT_THROW(prct::tm_score_matrix(Trace(5), 2), prct::InputError);
    auto absurd = wandering_trace(9, 1);
    absurd[4].y = 1e200;
    EXPECT_THROW(prct::tm_score(absurd, wandering_trace(9, 1)), prct::InputError);
}

}  // namespace
