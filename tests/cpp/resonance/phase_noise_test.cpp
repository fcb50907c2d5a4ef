#include "prct/resonance/phase_noise.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

const auto at_rest = [](double, auto, auto rate) { std::fill(rate.begin(), rate.end(), 0); };

TEST(PhaseNoise, FreePhasesSpreadWithVarianceTwoDt) {
    constexpr std::size_t n = 20000;
    std::vector<double> phase(n, 0.0);
    prct::integrate_noisy<double>(at_rest, {0.3, 5}, 0, 2, 50, 0, phase);
    double mean = 0, square = 0, neighbors = 0;
    for (std::size_t i = 0; i < n; ++i) {
        mean += phase[i] / n;
        square += phase[i] * phase[i] / n;
        neighbors += phase[i] * phase[(i + 1) % n] / n;
    }
    // Standard errors: 0.0077, 0.012 and 0.0085.
    EXPECT_NEAR(mean, 0, 0.04);
    EXPECT_NEAR(square, 1.2, 0.06);
    EXPECT_NEAR(neighbors, 0, 0.045);
}

TEST(PhaseNoise, TheStationaryStateIsVonMises) {
    // dϑ = -sin ϑ dt + noise: <cos ϑ> = I1(1/D) / I0(1/D).
    const auto pinned = [](double, auto phase, auto rate) {
        for (std::size_t i = 0; i < phase.size(); ++i) rate[i] = -std::sin(phase[i]);
    };
    std::vector<double> phase(20000, 0.5);
    prct::integrate_noisy<double>(pinned, {0.5, 6}, 0, 8, 160, 0, phase);
    double cosine = 0;
    for (const double value : phase) cosine += std::cos(value) / 20000;
    EXPECT_NEAR(cosine, std::cyl_bessel_i(1, 2.0) / std::cyl_bessel_i(0, 2.0), 0.02);
}

TEST(PhaseNoise, DependsOnSeedStepAndOscillatorAlone) {
    std::vector<double> whole(10), first(10), shorter(7), other(10);
    prct::integrate_noisy<double>(at_rest, {1.0, 9}, 0, 6, 6, 0, whole);
    prct::integrate_noisy<double>(at_rest, {1.0, 9}, 0, 2, 2, 0, first);
    prct::integrate_noisy<double>(at_rest, {1.0, 9}, 2, 6, 4, 2, first);
    prct::integrate_noisy<double>(at_rest, {1.0, 9}, 0, 6, 6, 0, shorter);
    prct::integrate_noisy<double>(at_rest, {1.0, 10}, 0, 6, 6, 0, other);
    EXPECT_EQ(first, whole);
    EXPECT_EQ(shorter, std::vector<double>(whole.begin(), whole.begin() + 7));
    EXPECT_NE(other, whole);
    std::vector<float> narrow(10);
    prct::integrate_noisy<float>(at_rest, {1.0, 9}, 0, 6, 6, 0, narrow);
    for (int i = 0; i < 10; ++i) EXPECT_NEAR(narrow[i], whole[i], 1e-5);
}

TEST(PhaseNoise, WithoutNoiseItIsOfOrderTwo) {
    const auto rhs = [](double t, auto phase, auto rate) { rate[0] = std::cos(t) * std::sin(phase[0]); };
    const auto error = [&](std::size_t steps) {
        std::vector<double> phase{0.7};
        prct::integrate_noisy<double>(rhs, {0, 1}, 0, 3, steps, 0, phase);
        return std::abs(phase[0] - 2 * std::atan(std::tan(0.35) * std::exp(std::sin(3.0))));
    };
    EXPECT_NEAR(std::log2(error(200) / error(400)), 2, 0.1);
    std::vector<double> phase{0.7};
    EXPECT_THROW(prct::integrate_noisy<double>(rhs, {0, 1}, 0, 3, 0, 0, phase), prct::InputError);
}

}  // namespace
