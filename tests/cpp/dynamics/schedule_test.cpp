#include "prct/dynamics/schedule.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "prct/error.hpp"

namespace {

using namespace prct;

TermScales all(double factor, double saturation) {
    TermScales s;
    s.factor.fill(factor);
    s.saturation = saturation;
    return s;
}

TEST(Schedule, RunsInStraightLinesBetweenKeyframes) {
    const Schedule s({{0.2, 300, all(0, 0)}, {0.6, 100, all(2, 1)}, {0.6, 50, all(2, 1)}, {1, 10, all(4, 1)}});
    EXPECT_EQ(s.at(0).temperature_k, 300);
    EXPECT_NEAR(s.at(0.4).temperature_k, 200, 1e-12);
    for (const double f : s.at(0.4).scales.factor) EXPECT_NEAR(f, 1, 1e-12);
    EXPECT_NEAR(s.at(0.4).scales.saturation, 0.5, 1e-12);
    EXPECT_NEAR(s.at(0.6).temperature_k, 50, 1e-12);  // after the jump
    EXPECT_NEAR(s.at(0.8).temperature_k, 30, 1e-12);
    EXPECT_EQ(s.at(1).temperature_k, 10);
}

TEST(Schedule, BadKeyframesAreRefused) {
    EXPECT_THROW(Schedule({}), InputError);
    EXPECT_THROW(Schedule({{0, -1, {}}}), InputError);
    EXPECT_THROW(Schedule({{0, std::numeric_limits<double>::quiet_NaN(), {}}}), InputError);
    EXPECT_THROW(Schedule({{0.5, 1, {}}, {0.2, 1, {}}}), InputError);
    EXPECT_THROW(Schedule({{1.5, 1, {}}}), InputError);
}

}  // namespace
