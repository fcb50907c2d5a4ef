#include "prct/base/vector_math.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace {

namespace vm = prct::vector_math;
constexpr double ulp = 2.3e-16;

TEST(VectorMath, ExponentialAndLogarithmMatchTheLibrary) {
    for (int k = 0; k <= 20000; ++k) {
        const double x = -690 + 0.069 * k;
        EXPECT_NEAR(vm::exp(x) / std::exp(x), 1.0, 4 * ulp) << x;
        const double y = std::exp(0.1 * x);
        EXPECT_NEAR(vm::log(y), std::log(y), 4 * ulp * (1 + std::abs(std::log(y)))) << y;
        const float z = static_cast<float>(std::exp(0.01 * std::abs(x)));
        EXPECT_NEAR(vm::log(z), std::log(z), 1.5e-7f * (1 + std::log(z))) << z;
    }
    EXPECT_EQ(vm::exp(0.0), 1.0);
    EXPECT_EQ(vm::log(1.0), 0.0);
    EXPECT_EQ(vm::log(1.0f), 0.0f);
}

TEST(VectorMath, TurnsMatchTheLibrary) {
    for (int k = -4000; k <= 4000; ++k) {
        const double turns = 0.000517 * k;
        double s, c;
        vm::sincos_turns(turns, s, c);
        EXPECT_NEAR(s, std::sin(2 * std::numbers::pi * turns), 8 * ulp) << turns;
        EXPECT_NEAR(c, std::cos(2 * std::numbers::pi * turns), 8 * ulp) << turns;
    }
}

TEST(VectorMath, ArcTangentMatchesTheLibraryAroundTheCircleAndOnTheAxes) {
    for (int k = -3600; k <= 3600; ++k) {
        const double angle = std::numbers::pi * k / 3600;
        for (const double r : {1e-6, 1.0, 1e6})
            EXPECT_NEAR(vm::atan2(r * std::sin(angle), r * std::cos(angle)),
                        std::atan2(r * std::sin(angle), r * std::cos(angle)), 6 * ulp)
                << angle;
    }
    EXPECT_EQ(vm::atan2(0.0, 0.0), 0.0);
    EXPECT_EQ(vm::atan2(0.0, 1.0), 0.0);
    EXPECT_EQ(vm::atan2(0.0, -1.0), std::numbers::pi);
    EXPECT_EQ(vm::atan2(1.0, 0.0), std::numbers::pi / 2);
}

}  // namespace
