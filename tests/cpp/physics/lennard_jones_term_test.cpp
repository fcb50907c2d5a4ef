#include "prct/physics/lennard_jones_term.h"

#include "physics/pair_term_checks.hpp"
#include "prct/physics/cutoff_kind.h"

namespace prct {
namespace {

constexpr double epsilon = 0.3, sigma = 4.5, cutoff = 12.0;

auto term(CutoffKind kind) {
    return [p = make_lennard_jones<double>(epsilon, sigma, cutoff, kind)](double r2, double& slope) {
        return lennard_jones_energy(r2, 1.0 / r2, p, slope);
    };
}

TEST(LennardJonesTerm, SlopeMatchesDifferences) {
    for (const auto kind : {CutoffKind::smooth, CutoffKind::truncated})
        for (const double r : {3.0, 4.5, 5.05, 8.0, 11.9}) test::expect_slope_matches(term(kind), r, 1e-8);
}

TEST(LennardJonesTerm, TruncatedHasItsTextbookValues) {
    const auto energy = term(CutoffKind::truncated);
    double slope = 0.0;
    EXPECT_NEAR(energy(sigma * sigma, slope), 0.0, 1e-12);
    EXPECT_NEAR(energy(std::cbrt(2.0) * sigma * sigma, slope), -epsilon, 1e-12);
    EXPECT_NEAR(slope, 0.0, 1e-12);
}

TEST(LennardJonesTerm, SmoothEndsSmoothly) {
    test::expect_smooth_end(term(CutoffKind::smooth), cutoff);
    double plain = 0.0, smooth = 0.0;
    const double deep = term(CutoffKind::truncated)(25.0, plain) - term(CutoffKind::smooth)(25.0, smooth);
    EXPECT_LT(std::abs(deep), 0.05 * epsilon);  // what the smooth end costs near the minimum
}

}  // namespace
}  // namespace prct
