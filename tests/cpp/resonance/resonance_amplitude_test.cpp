#include "prct/resonance/resonance_amplitude.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>

#include "prct/error.hpp"

namespace {

using namespace prct;
constexpr double pi = std::numbers::pi;

System three_contacts() {
    System system = System::from_sequences({std::string(20, 'A')});
    system.set_restraints({{2, 12, 4, 4, 0, 8, 1, 1}, {3, 11, 4, 4, 0, 8, 1, 1}, {5, 18, 4, 4, 0, 8, 1, 1}});
    return system;
}

const std::vector<double> kAlpha = {0.5, 1.0, 0.25}, kTour = {1.0, 0.4, 0.8};
const std::vector<double> kAllowed(20, 0.5);

ResonanceAmplitude amplitude(const std::vector<double>& phase) {
    return resonance_amplitude(three_contacts(), kAlpha, phase, kAllowed, kTour);
}

TEST(ResonanceAmplitude, EqualPhasesAddUp) {
    const double sum = 0.25 * (0.5 + 0.4 + 0.2);
    for (const double phase : {0.0, 1.3, -2.9}) {
        const auto psi = amplitude({phase, phase, phase});
        EXPECT_NEAR(std::abs(psi.psi), sum, 1e-15);
        EXPECT_NEAR(std::arg(psi.psi), phase, 1e-15);
        EXPECT_NEAR(psi.aligned, sum, 1e-15);
        EXPECT_NEAR(psi.coherence(), 1.0, 1e-14);
        EXPECT_NEAR(psi.strength(), 0.25, 1e-15);  // χ = ½ · ½
    }
}

TEST(ResonanceAmplitude, OppositePhasesCancel) {
    const auto psi = resonance_amplitude(three_contacts(), std::vector{0.4, 1.0}, std::vector{0.7, 0.7 + pi}, kAllowed,
                                         std::vector{1.0, 0.4});
    EXPECT_NEAR(std::abs(psi.psi), 0.0, 1e-16);
    EXPECT_NEAR(psi.coherence(), 0.0, 1e-16);
    EXPECT_NEAR(psi.aligned, 0.2, 1e-15);
}

TEST(ResonanceAmplitude, ACommonTurnOfAllPhasesChangesNothingButTheDirection) {
    const auto one = amplitude({0.1, 2.0, -1.0}), other = amplitude({0.9, 2.8, -0.2});
    EXPECT_NEAR(one.coherence(), other.coherence(), 1e-15);
    EXPECT_NEAR(one.strength(), other.strength(), 1e-15);
    EXPECT_NEAR(std::arg(other.psi) - std::arg(one.psi), 0.8, 1e-14);
    EXPECT_GT(one.coherence(), 0.0);
    EXPECT_LT(one.coherence(), 1.0);
}

TEST(ResonanceAmplitude, AForbiddenResidueTakesItsContactsOut) {
    std::vector<double> allowed(20, 1.0);
    allowed[12] = 0.0;
    const auto psi = resonance_amplitude(three_contacts(), kAlpha, std::vector{0.0, 0.0, 0.0}, allowed, kTour);
    EXPECT_NEAR(psi.psi.real(), 0.4 + 0.2, 1e-15);
    EXPECT_NEAR(psi.strength(), 0.6 / 1.1, 1e-15);
    EXPECT_EQ(psi.coherence(), 1.0);
}

TEST(ResonanceAmplitude, WithoutEdgesNothingResonates) {
    const auto psi = resonance_amplitude(three_contacts(), {}, {}, kAllowed, {});
    EXPECT_EQ(psi.coherence(), 0.0);
    EXPECT_EQ(psi.strength(), 0.0);
}

TEST(ResonanceAmplitude, AHelixIsAllowedAndChainEndsAre) {
    const System system = three_contacts();
    const double nan = std::numeric_limits<double>::quiet_NaN(), degree = pi / 180;
    Torsions t{std::vector<double>(20, -63 * degree), std::vector<double>(20, -42 * degree), {}};
    t.phi.front() = t.psi.back() = nan;
    t.phi[7] = 90 * degree;
    t.psi[7] = -100 * degree;
    const auto allowed = allowed_shares(system, t);
    EXPECT_EQ(allowed.front(), 1.0);
    EXPECT_EQ(allowed.back(), 1.0);
    EXPECT_LT(allowed[7], 0.02);
    EXPECT_GT(allowed[8], 0.999);
}

TEST(ResonanceAmplitude, TheTourIsAPermutationOrAbsent) {
    const System system = three_contacts();
    EXPECT_EQ(tour_weights(system, 3, {}), std::vector<double>(3, 1.0));
    std::vector<std::int32_t> place(20);
    std::iota(place.begin(), place.end(), 0);
    EXPECT_NEAR(tour_weights(system, 2, place).at(0), 0.0, 1e-15);
    EXPECT_NEAR(tour_weights(system, 2, place).at(1), 0.5 * (1 + std::cos(0.8 * pi)), 1e-15);
    place[3] = 4;
    EXPECT_THROW(tour_weights(system, 3, place), InputError);
}

}  // namespace
