#include "prct/physics/integer_noise.h"

#include <gtest/gtest.h>

namespace {

using prct::IntegerNoise;

TEST(IntegerNoise, HasTheMomentsItNames) {
    const IntegerNoise noise(7);
    constexpr int draws = 100000;
    double sum = 0, squares = 0, along = 0;
    for (int k = 0; k < draws; ++k) {
        const double now = noise(3, k), next = noise(4, k);
        sum += now;
        squares += now * now;
        along += now * next;
    }
    const double bound = 4 / std::sqrt(double(draws));
    EXPECT_NEAR(sum / draws / std::sqrt(IntegerNoise::kVariance), 0.0, bound);
    EXPECT_NEAR(squares / draws / IntegerNoise::kVariance, 1.0, 2 * bound);
    EXPECT_NEAR(along / draws / IntegerNoise::kVariance, 0.0, bound);
}

TEST(IntegerNoise, DependsOnSeedStepAndIndex) {
    const std::int32_t one = IntegerNoise(1)(0, 0);
    EXPECT_EQ(one, IntegerNoise(1)(0, 0));
    EXPECT_NE(one, IntegerNoise(2)(0, 0));
    EXPECT_NE(one, IntegerNoise(1)(1, 0));
    EXPECT_NE(one, IntegerNoise(1)(0, 1));
}

}  // namespace
