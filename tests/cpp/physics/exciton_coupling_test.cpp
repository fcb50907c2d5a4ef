#include "prct/physics/exciton_coupling.h"

#include <gtest/gtest.h>

#include <numbers>

namespace {

using namespace prct;
using Dipole = TransitionDipole<double>;

constexpr double kDegree = std::numbers::pi / 180;

TEST(ExcitonCoupling, DipoleStandsInThePlaneTenDegreesOffTheBond) {
    const Vec3<double> c{1, 2, 3}, o = c + Vec3<double>{1.231, 0, 0}, n = c + 1.329 * Vec3<double>{-0.5, 0.75, 0};
    const Dipole d = amide_dipole(c, o, n);
    EXPECT_NEAR(d.moment.z, 0, 1e-15);
    EXPECT_NEAR(norm(d.moment), kAmideDipole_debye, 1e-12);
    EXPECT_NEAR(d.moment.x, -kAmideDipole_debye * std::cos(10 * kDegree), 1e-12);
    EXPECT_NEAR(d.moment.y, kAmideDipole_debye * std::sin(10 * kDegree), 1e-12);  // towards N
    const Vec3<double> unit_n = (1 / norm(n - c)) * (n - c);
    EXPECT_NEAR(norm(d.position - (c + Vec3<double>{0.665, 0, 0} + 0.258 * unit_n)), 0, 1e-12);
}

TEST(ExcitonCoupling, ConstantsFollowFromTheirSources) {
    // ħ/(4πc ν) in u Å² at 1650 cm⁻¹, and 1/(4πε₀hc), both from CODATA 2018.
    constexpr double hbar = 1.054571817e-34, light = 2.99792458e10, dalton = 1.66053906660e-27, debye = 3.33564095e-30;
    constexpr double vacuum = 8.8541878128e-12;
    const double amplitude_u_a2 = hbar / (4 * std::numbers::pi * light * 1650) / (dalton * 1e-20);
    EXPECT_NEAR(2.73 * std::sqrt(amplitude_u_a2), kAmideDipole_debye, 1e-5);
    const double per_cm =
        debye * debye / (4 * std::numbers::pi * vacuum * 1e-30) / (2 * std::numbers::pi * hbar * light);
    EXPECT_NEAR(per_cm, kDipoleCoupling_cm1, 0.01);
}

TEST(ExcitonCoupling, HeadToTailLowersSideBySideRaisesAndItFallsWithTheCube) {
    const Vec3<double> z{0, 0, kAmideDipole_debye};
    const double unit = kDipoleCoupling_cm1 * kAmideDipole_debye * kAmideDipole_debye;
    const auto at = [&](double x, double h) { return dipole_coupling(Dipole{{0, 0, 0}, z}, Dipole{{x, 0, h}, z}); };
    EXPECT_NEAR(at(5, 0), unit / 125, 1e-12);
    EXPECT_NEAR(at(0, 5), -2 * unit / 125, 1e-12);
    EXPECT_NEAR(at(0, 10) * 8, at(0, 5), 1e-12);
    EXPECT_NEAR(at(3, 3 / std::sqrt(2.0)), 0, 1e-12);  // the magic angle, 54.7°
}

TEST(ExcitonCoupling, NeighboursFollowTheTable) {
    EXPECT_DOUBLE_EQ(neighbour_coupling(-60 * kDegree, -60 * kDegree), 9.37);
    EXPECT_NEAR(neighbour_coupling(-57 * kDegree, -47 * kDegree), 5.655, 0.001);
    EXPECT_NEAR(neighbour_coupling(-75 * kDegree, -60 * kDegree), (8.56 + 9.37) / 2, 1e-12);
    EXPECT_NEAR(neighbour_coupling(0.0, std::numbers::pi), 21.43, 1e-12);  // φ names the row
    EXPECT_NEAR(neighbour_coupling(std::numbers::pi, 0.0), -1.95, 1e-12);
}

TEST(ExcitonCoupling, NeighboursAreAchiralAndPeriodic) {
    for (const double phi : {-171.0, -95.0, -60.0, 12.0, 133.0})
        for (const double psi : {-179.0, -47.0, 0.0, 74.0, 155.0}) {
            const double j = neighbour_coupling(phi * kDegree, psi * kDegree);
            EXPECT_NEAR(neighbour_coupling(-phi * kDegree, -psi * kDegree), j, 1e-9);
            EXPECT_NEAR(neighbour_coupling((phi + 360) * kDegree, (psi - 720) * kDegree), j, 1e-9);
        }
}

}  // namespace
