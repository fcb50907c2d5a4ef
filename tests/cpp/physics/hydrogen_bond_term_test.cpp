#include "prct/physics/hydrogen_bond_term.h"

#include "physics/central_difference.hpp"

namespace {

using namespace prct;
using prct::testing::expect_balance;
using prct::testing::expect_gradient;
using prct::testing::Points;

double energy(const Points& p, HydrogenBondGradient<double>& g) {
    return hydrogen_bond_energy(p[0], p[1], p[2], p[3], 2.0, g);
}
double energy(const Points& p) {
    HydrogenBondGradient<double> unused;
    return energy(p, unused);
}

/// N-H along z, O at distance d from H off the axis by x, C beyond it.
Points bond(double d, double x) { return {{0, 0, -1.01}, {0, 0, 0}, {x, 0.1, d}, {x + 0.5, 0.4, d + 1.1}}; }

TEST(HydrogenBondTerm, GradientMatchesDifferencesAndBalances) {
    for (const double d : {1.0, 1.5, 1.95, 2.4, 3.0})
        for (const double x : {0.0, 0.4, -0.8}) {
            const Points p = bond(d, x);
            HydrogenBondGradient<double> g;
            energy(p, g);
            expect_gradient([](const Points& q) { return energy(q); }, p, {g.n, g.h, g.o, g.c});
            expect_balance(p, {g.n, g.h, g.o, g.c});
        }
}

TEST(HydrogenBondTerm, IsDeepestInLineAndNothingBeyondItsReach) {
    const Points ideal{{0, 0, -1.01}, {0, 0, 0}, {0, 0, kHydrogenBondLength_a}, {0, 0, kHydrogenBondLength_a + 1.231}};
    EXPECT_NEAR(energy(ideal), -2.0, 1e-12);
    EXPECT_EQ(energy(bond(kHydrogenBondCutoff_a + 0.01, 0)), 0);
    EXPECT_EQ(energy({{0, 0, 1.01}, {0, 0, 0}, {0, 0, 1.95}, {0, 0, 3.18}}), 0);  // N on the wrong side
    EXPECT_LT(std::abs(energy(bond(kHydrogenBondCutoff_a - 1e-3, 0))), 1e-4);
}

TEST(HydrogenBondTerm, ForceIsContinuousWhereTheWellEnds) {
    for (const double edge : {kHydrogenBondLength_a - kHydrogenBondWidth_a, kHydrogenBondCutoff_a})
        for (const double side : {-1e-6, 1e-6}) {
            HydrogenBondGradient<double> g;
            energy({{0, 0, -1.01}, {0, 0, 0}, {0, 0, edge + side}, {0, 0.2, edge + 1.2}}, g);
            EXPECT_LT(norm(g.o), 1e-4);
        }
}

/// Force on O along `path` at `at`, before and behind: the slope of the force must not jump.
template <class Path>
void expect_smooth_force(Path&& path, double at) {
    const double h = 1e-4;
    const auto force = [&](double x) {
        HydrogenBondGradient<double> g;
        energy(path(x), g);
        return g.o;
    };
    const auto before = (1 / h) * (force(at) - force(at - h)), behind = (1 / h) * (force(at + h) - force(at));
    EXPECT_LT(norm(before - behind), 0.05) << at;
}

TEST(HydrogenBondTerm, ForceHasNoKinkWhereAFactorVanishes) {
    const auto stretched = [](double d) { return Points{{0, 0, -1.01}, {0, 0, 0}, {0, 0, d}, {0, 0.2, d + 1.2}}; };
    expect_smooth_force(stretched, kHydrogenBondCutoff_a);
    // O goes round H past the right angle to N-H
    const auto around = [](double angle) {
        const double s = 1.95 * std::sin(angle), c = 1.95 * std::cos(angle);
        return Points{{0, 0, -1.01}, {0, 0, 0}, {s, 0, c}, {s + 1.0, 0.2, c}};
    };
    expect_smooth_force(around, std::acos(0.0));
}

}  // namespace
