#include "prct/physics/debye_huckel_term.h"

#include "physics/pair_term_checks.hpp"

namespace prct {
namespace {

constexpr double cutoff = 12.0;

auto term(CutoffKind kind, double charge_product, double length = 7.9) {
    return [=, p = make_debye_huckel<double>(water_permittivity, length, cutoff, kind)](double r2, double& slope) {
        return debye_huckel_energy(charge_product, r2, p, slope);
    };
}

TEST(DebyeHuckelTerm, SlopeMatchesDifferences) {
    for (const auto kind : {CutoffKind::smooth, CutoffKind::truncated})
        for (const double charges : {1.0, -1.0, 0.25})
            for (const double r : {1.0, 3.8, 7.0, 11.9}) test::expect_slope_matches(term(kind, charges), r, 1e-8);
}

TEST(DebyeHuckelTerm, LengthAndStrength) {
    EXPECT_NEAR(debye_length_a(0.15), 7.85, 0.01);
    EXPECT_NEAR(debye_length_a(1.0), 3.04, 1e-12);
    double slope = 0.0;
    EXPECT_NEAR(term(CutoffKind::truncated, -1.0)(16.0, slope), -332.06 / 78.4 * std::exp(-4.0 / 7.9) / 4.0, 1e-4);
    // Without screening it is Coulomb's law: dU/d(r²) = -U/(2 r²).
    const double u = term(CutoffKind::truncated, 1.0, 1e12)(16.0, slope);
    EXPECT_NEAR(u, 332.06371 / 78.4 / 4.0, 1e-9);
    EXPECT_NEAR(slope, -u / 32.0, 1e-9);
}

TEST(DebyeHuckelTerm, SmoothEndsSmoothly) { test::expect_smooth_end(term(CutoffKind::smooth, 1.0), cutoff); }

}  // namespace
}  // namespace prct
