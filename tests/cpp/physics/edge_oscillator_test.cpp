#include "prct/physics/edge_oscillator.h"

#include <gtest/gtest.h>

#include <numbers>

namespace {

using namespace prct;

constexpr EdgeConstants<double> kConstants{1.5, 3.8, 10.0, 2.0, 1.0, 0.3, 3.0, 0.02};

TEST(EdgeOscillator, AContactWithinItsBoundIsAtRest) {
    EXPECT_EQ(edge_excess(7.0, 8.0), 0.0);
    EXPECT_EQ(edge_excess(9.5, 8.0), 1.5);
    EXPECT_EQ(edge_detuning(0.0, kConstants), 0.0);
    EXPECT_EQ(edge_saturation(0.0, kConstants), 1.0);
}

TEST(EdgeOscillator, DetuningAndSaturationAreThoseOfTheEquations) {
    EXPECT_NEAR(edge_detuning(3.8, kConstants), 2 * std::numbers::pi * 1.5 * std::log(2.0), 1e-13);
    EXPECT_NEAR(edge_saturation(3.0, kConstants), std::exp(-9.0 / 18), 1e-15);
}

TEST(EdgeOscillator, NeighboursAndTheAnchorPull) {
    const double mine = 0.7, other = -2.1, coupling = 0.6;
    const PhaseField<double> field{coupling * std::sin(other), coupling * std::cos(other)};
    const double want = 0.4 + 10 * std::sin(other - mine) - 2 * std::sin(mine);
    EXPECT_NEAR(edge_rate(0.4, coupling, 2.0, std::sin(mine), std::cos(mine), field, kConstants), want, 1e-13);
    EXPECT_NEAR(edge_rate(0.4, 0.0, 2.0, std::sin(mine), std::cos(mine), {0, 0}, kConstants), 0.4 - 2 * std::sin(mine),
                1e-15);
    EXPECT_NEAR(phase_agreement(std::sin(mine), std::cos(mine), std::sin(other), std::cos(other)),
                std::cos(other - mine), 1e-15);
}

TEST(EdgeOscillator, SupportRaisesAlphaFromItsFloor) {
    EXPECT_EQ(edge_alpha(0.5, -3.0, kConstants), 0.15);
    EXPECT_NEAR(edge_alpha(1.0, 1.0, kConstants), 0.3 + 0.7 * 0.5, 1e-15);
    EXPECT_GT(edge_alpha(1.0, 30.0, kConstants), 0.999);
    EXPECT_EQ(edge_alpha(0.0f, 2.0f, EdgeConstants<float>{1, 1, 1, 1, 1, 0.3f, 1, 1}), 0.0f);
}

}  // namespace
