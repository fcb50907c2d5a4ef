#include "prct/physics/bond_term.h"

#include <numbers>

#include "physics/central_difference.hpp"

namespace {

using namespace prct;
using prct::testing::expect_balance;
using prct::testing::expect_gradient;
using prct::testing::Points;

TEST(BondTerm, GradientMatchesDifferences) {
    const Points p{{0.3, -0.2, 1.9}, {0.1, 0.5, 0.4}};
    const auto f = [](const Points& q) {
        Vec3<double> unused;
        return bond_energy(q[0], q[1], 59.6, 1.458, unused);
    };
    Vec3<double> g;
    bond_energy(p[0], p[1], 59.6, 1.458, g);
    expect_gradient(f, p, {g, -g});
    expect_balance(p, {g, -g});
    Vec3<double> rest;
    EXPECT_EQ(bond_energy<double>({0, 0, 1.5}, {0, 0, 0}, 10, 1.5, rest), 0);
}

TEST(AngleTerm, GradientMatchesDifferencesNearStraight) {
    for (const double theta : {0.4, 2.0, 3.1, std::numbers::pi}) {
        const Points p{{1.5 * std::sin(theta), 0, 1.5 * std::cos(theta)}, {0, 0, 0}, {0, 0, 1.3}};
        const auto f = [](const Points& q) {
            Vec3<double> unused[3];
            return angle_energy(q[0], q[1], q[2], 89.4, -0.358, unused);
        };
        Vec3<double> g[3];
        angle_energy(p[0], p[1], p[2], 89.4, -0.358, g);
        expect_gradient(f, p, {g[0], g[1], g[2]});
        expect_balance(p, {g[0], g[1], g[2]});
    }
}

TEST(OmegaTerm, SlopeAndMinimaOfEveryPeptideKind) {
    const double k = 53.6, bias = 1.8, h = 1e-5;
    const auto energy = [&](double w, PeptideKind kind, double& slope) {
        return omega_energy(std::sin(w), std::cos(w), kind, k, bias, slope);
    };
    double slope, unused;
    for (const PeptideKind kind : {PeptideKind::trans, PeptideKind::cis, PeptideKind::proline})
        for (double w = -3.2; w < 3.3; w += 0.1) {
            energy(w, kind, slope);
            EXPECT_NEAR(slope, (energy(w + h, kind, unused) - energy(w - h, kind, unused)) / (2 * h), 1e-6 * k);
        }
    EXPECT_NEAR(energy(std::numbers::pi, PeptideKind::trans, slope), 0, 1e-12);
    EXPECT_NEAR(energy(0, PeptideKind::trans, slope), 2 * k, 1e-12);
    EXPECT_NEAR(energy(0, PeptideKind::cis, slope), 0, 1e-12);
    EXPECT_NEAR(energy(std::numbers::pi, PeptideKind::proline, slope), 0, 1e-12);
    EXPECT_NEAR(energy(0, PeptideKind::proline, slope), bias, 1e-12);
    // about 5 % cis before proline at 300 K
    EXPECT_NEAR(std::exp(-bias / 0.596), 0.05, 0.005);
}

}  // namespace
