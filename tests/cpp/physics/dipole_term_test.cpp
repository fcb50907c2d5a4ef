#include "prct/physics/dipole_term.h"

#include "physics/central_difference.hpp"

namespace {

using namespace prct;
using prct::testing::expect_gradient;
using prct::testing::Points;

double energy(const Points& p, DipoleGradient<double>& g) { return dipole_energy(p[0], p[1], p[2], 6.0, 9.0, g); }

TEST(DipoleTerm, GradientMatchesDifferences) {
    for (const double stretch : {0.5, 1.0, 1.9}) {
        const Points p{{0.6, -0.8, 0}, {0, 0.28, 0.96}, {2 * stretch, 3 * stretch, -1 * stretch}};
        DipoleGradient<double> g;
        energy(p, g);
        const auto f = [](const Points& q) {
            DipoleGradient<double> unused;
            return energy(q, unused);
        };
        expect_gradient(f, p, {g.first, g.second, g.separation});
    }
}

TEST(DipoleTerm, HeadToTailAttractsSideBySideRepelsAndTheCutoffEndsIt) {
    DipoleGradient<double> g;
    const double r = 3, sw = (1 - r * r / 81) * (1 - r * r / 81);
    EXPECT_NEAR(energy({{0, 0, 1}, {0, 0, 1}, {0, 0, r}}, g), -2 * 6 / 27.0 * sw, 1e-12);
    EXPECT_NEAR(energy({{0, 0, 1}, {0, 0, 1}, {r, 0, 0}}, g), 6 / 27.0 * sw, 1e-12);
    EXPECT_EQ(energy({{0, 0, 1}, {0, 0, 1}, {9, 0, 0}}, g), 0);
    energy({{0, 0, 1}, {0, 0, 1}, {8.9999, 0, 0}}, g);
    EXPECT_LT(norm(g.separation), 1e-4);
}

}  // namespace
