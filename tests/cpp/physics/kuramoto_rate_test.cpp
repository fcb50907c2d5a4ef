#include "prct/physics/kuramoto_rate.h"

#include <gtest/gtest.h>

namespace {

TEST(KuramotoRate, TheExpandedSineIsTheSineOfTheDifference) {
    const double mine = 0.4, other = -2.9, weight = 0.7, amplitude = 0.3;
    const prct::PhaseField<double> field{weight * amplitude * std::sin(other), weight * amplitude * std::cos(other)};
    const double pull = weight * amplitude * std::sin(other - mine);
    EXPECT_NEAR(prct::kuramoto_rate(0.25, 2.0, std::sin(mine), std::cos(mine), field), 0.25 + 2 * pull, 1e-15);
}

TEST(KuramotoRate, WithoutNeighboursThereIsNoGain) {
    EXPECT_EQ(prct::kuramoto_gain(3.0, 0.0), 0.0);
    EXPECT_EQ(prct::kuramoto_gain(3.0, 1.5), 2.0);
}

TEST(KuramotoRate, SupportIsNeverNegative) {
    EXPECT_EQ(prct::phase_support(0.0, 1.0, prct::PhaseField<double>{0.3, 0.8}), 0.8);
    EXPECT_EQ(prct::phase_support(0.0, 1.0, prct::PhaseField<double>{0.3, -0.8}), 0.0);
    EXPECT_EQ(prct::phase_support(1.0, 0.0, prct::PhaseField<double>{0.3, -0.8}), 0.3);
}

}  // namespace
