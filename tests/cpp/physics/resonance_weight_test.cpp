#include "prct/physics/resonance_weight.h"

#include <gtest/gtest.h>

#include <numbers>

#include "prct/parameters/ramachandran_table.hpp"
#include "prct/physics/ramachandran_term.h"

namespace {

using namespace prct;

double allowed(double phi_deg, double psi_deg) {
    constexpr double degree = std::numbers::pi / 180;
    double dphi, dpsi;
    const float* alanine = ramachandran_table().data();
    return allowed_share(ramachandran_energy(alanine, phi_deg * degree, psi_deg * degree, dphi, dpsi));
}

TEST(ResonanceWeight, HelixAndStrandAreAllowedAndWhatClashesIsNot) {
    EXPECT_GT(allowed(-63, -42), 0.999);
    EXPECT_GT(allowed(-120, 130), 0.9);
    EXPECT_LT(allowed(90, -100), 0.02);
    EXPECT_GT(pair_allowance(allowed(-63, -42), allowed(-63, -42)), 0.99);
    EXPECT_LT(pair_allowance(allowed(-63, -42), allowed(90, -100)), 0.02);
}

TEST(ResonanceWeight, TheBorderIsHalfAllowedAndEnergyOnlyForbids) {
    EXPECT_DOUBLE_EQ(allowed_share(AllowedRegion<double>::border_kcal), 0.5);
    for (double v = -0.1; v < 4.3; v += 0.1) {
        EXPECT_GT(allowed_share(v), allowed_share(v + 0.1));
        EXPECT_GT(allowed_share(v), 0.0);
        EXPECT_LT(allowed_share(v), 1.0);
    }
}

TEST(ResonanceWeight, NeighboursOnTheTourCountWholeAndOppositePlacesNothing) {
    EXPECT_EQ(tour_weight(5.0, 5.0, 100.0), 1.0);
    EXPECT_NEAR(tour_weight(5.0, 6.0, 100.0), 1.0, 1e-3);
    EXPECT_NEAR(tour_weight(5.0, 55.0, 100.0), 0.0, 1e-15);
    EXPECT_NEAR(tour_weight(30.0, 5.0, 100.0), 0.5, 1e-15);
    EXPECT_NEAR(tour_weight(0.0, 99.0, 100.0), tour_weight(0.0, 1.0, 100.0), 1e-15);  // the tour is closed
}

TEST(ResonanceWeight, NearOnTheTourIsWholeFirstAndEverythingAtHalfTime) {
    EXPECT_EQ(tour_ramp(0.0, 1.0), 1.0);
    EXPECT_EQ(tour_ramp(0.0, 0.9), 0.0);
    EXPECT_DOUBLE_EQ(tour_ramp(0.1, 0.6), 0.5);
    EXPECT_GT(tour_ramp(0.1, 0.6), tour_ramp(0.1, 0.3));
    for (const double tau : {0.0, 0.3, 0.6, 1.0}) EXPECT_EQ(tour_ramp(0.5, tau), 1.0);
}

}  // namespace
