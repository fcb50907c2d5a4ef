#include "prct/physics/torus.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace {

template <class T>
class Torus : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Torus, Scalars);

TYPED_TEST(Torus, TheSeamBelongsToPlusPi) {
    using T = TypeParam;
    const T pi = prct::Circle<T>::half, full = prct::Circle<T>::full;
    EXPECT_EQ(prct::wrap_phase(pi), pi);
    EXPECT_EQ(prct::wrap_phase(-pi), pi);
    const T inside = std::nextafter(pi, T(0)), outside = std::nextafter(pi, T(10));
    EXPECT_EQ(prct::wrap_phase(inside), inside);
    EXPECT_EQ(prct::wrap_phase(-inside), -inside);
    EXPECT_EQ(prct::wrap_phase(outside), outside - full);
    EXPECT_EQ(prct::wrap_phase(-outside), full - outside);
    EXPECT_EQ(prct::wrap_phase(T(0)), T(0));
}

TYPED_TEST(Torus, EveryAngleLandsOnTheCircleAndKeepsItsDirection) {
    using T = TypeParam;
    std::mt19937 generator(1);
    std::uniform_real_distribution<double> draw(-200, 200);
    const T pi = prct::Circle<T>::half;
    for (int k = 0; k < 200000; ++k) {
        const T angle = k % 2 ? static_cast<T>(draw(generator))
                              : static_cast<T>(std::round(draw(generator)) * 3.14159265358979323846);
        const T wrapped = prct::wrap_phase(angle);
        ASSERT_TRUE(wrapped > -pi && wrapped <= pi) << angle;
        const double error =
            std::remainder(static_cast<double>(wrapped) - static_cast<double>(angle), 6.283185307179586);
        ASSERT_LE(std::abs(error), (std::abs(angle) + 4) * std::numeric_limits<T>::epsilon()) << angle;
    }
}

TYPED_TEST(Torus, DifferencesTakeTheShortWay) {
    using T = TypeParam;
    const T tolerance = 8 * std::numeric_limits<T>::epsilon();
    EXPECT_NEAR(prct::wrap_phase(T(3.0) - T(-3.0)), T(6.0 - 6.283185307179586), tolerance);
    EXPECT_NEAR(prct::wrap_phase(T(-3.0) - T(3.0)), T(6.283185307179586 - 6.0), tolerance);
    EXPECT_EQ(prct::wrap_phase(T(0.5) - T(0.25)), T(0.25));
    EXPECT_EQ(prct::wrap_phase(prct::Circle<T>::half - T(0)), prct::Circle<T>::half);
    EXPECT_EQ(prct::wrap_phase(T(0) - prct::Circle<T>::half), prct::Circle<T>::half);
}

}  // namespace
