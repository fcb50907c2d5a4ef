#include "prct/physics/dihedral.h"

#include <numbers>

#include "physics/central_difference.hpp"
#include "prct/physics/torus.h"

namespace {

using namespace prct;
using prct::testing::expect_balance;
using prct::testing::expect_gradient;
using prct::testing::Points;
constexpr double pi = std::numbers::pi;

/// Four points with the given dihedral and bond angles θ at the second and third.
Points four(double angle, double theta = 1.9) {
    const double s = std::sin(theta), c = std::cos(theta);
    return {{s, 0, c}, {0, 0, 0}, {0, 0, 1.5}, {s * std::cos(angle), -s * std::sin(angle), 1.5 - c}};
}

TEST(Dihedral, SignAndValueFollowIupac) {
    for (int k = -35; k <= 36; ++k) {
        const double angle = pi * k / 36;
        const Points p = four(angle);
        EXPECT_NEAR(wrap_phase(dihedral(p[0], p[1], p[2], p[3]) - (-angle)), 0, 1e-12) << angle;
    }
}

TEST(Dihedral, GradientMatchesDifferencesAlsoAcrossTheCut) {
    for (const double angle : {0.0, 1e-3, 0.7, pi / 2, 2.6, pi - 1e-3, pi, -pi + 1e-3, -1.2})
        for (const double theta : {1.9, 0.3, 2.9}) {
            const Points p = four(angle, theta);
            Vec3<double> g[4];
            const double here = dihedral(p[0], p[1], p[2], p[3], g);
            const auto f = [&](const Points& q) { return wrap_phase(dihedral(q[0], q[1], q[2], q[3]) - here); };
            expect_gradient(f, p, {g[0], g[1], g[2], g[3]});
            expect_balance(p, {g[0], g[1], g[2], g[3]});
        }
}

TEST(Dihedral, CollinearPointsHaveNeitherAngleNorForce) {
    Vec3<double> g[4];
    EXPECT_EQ(dihedral<double>({0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 1, 0}, g), 0);
    for (const auto& v : g) EXPECT_EQ(norm(v), 0);
    EXPECT_EQ(dihedral<double>({0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, g), 0);
    for (const auto& v : g) EXPECT_EQ(norm(v), 0);
    for (const double tilt : {1e-3, 1e-2}) {
        const double finite = dihedral<double>({-1, tilt, 0}, {0, 0, 0}, {1.5, 0, 0}, {2, 0, 1}, g);
        EXPECT_NEAR(std::abs(finite), pi / 2, 1e-9);
    }
}

TEST(Dihedral, PhaseIsThatOfTheAngle) {
    const Points p = four(2.2);
    Vec3<double> g[4];
    double s, c;
    dihedral_phase(p[0], p[1], p[2], p[3], g, s, c);
    EXPECT_NEAR(s * s + c * c, 1, 1e-14);
    EXPECT_NEAR(std::atan2(s, c), dihedral(p[0], p[1], p[2], p[3]), 1e-15);
}

TEST(Torsion, IsTheDihedralWhereNoAngleIsNearlyStraight) {
    for (const double theta : {1.9, 0.3, pi - 0.3}) {
        const Points p = four(2.2, theta);
        Vec3<double> g[4], expected[4];
        EXPECT_EQ(torsion(p[0], p[1], p[2], p[3], g), dihedral(p[0], p[1], p[2], p[3], expected));
        for (int k = 0; k < 4; ++k) EXPECT_EQ(norm(g[k] - expected[k]), 0) << theta;
    }
}

TEST(Torsion, HasABoundGradientThatBalancesWhereAnAngleIsNearlyStraight) {
    for (const double tilt : {0.24, 0.1, 1e-2, 1e-4, 1e-6})
        for (const bool both : {true, false}) {
            Points p = four(2.2, pi - tilt);
            if (!both) p[3] = four(2.2)[3];
            Vec3<double> g[4], whole[4];
            EXPECT_EQ(torsion(p[0], p[1], p[2], p[3], g), dihedral(p[0], p[1], p[2], p[3], whole));
            expect_balance(p, {g[0], g[1], g[2], g[3]});
            const double most = 1 / std::sqrt(kStraightSine2);  // |a - b| = 1
            EXPECT_LE(norm(g[0]), 1.001 * most) << tilt;
            for (const auto& at : g) EXPECT_LE(norm(at), 3 * most) << tilt;
            const double grip = norm(g[0]) / norm(whole[0]);
            const double share = std::pow(std::sin(tilt), 2) / kStraightSine2;
            EXPECT_NEAR(grip, both ? share * share : share, 1e-6) << tilt;
        }
    Vec3<double> g[4];
    torsion<double>({0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, g);
    for (const auto& at : g) EXPECT_EQ(norm(at), 0);
}

TEST(CosAngle, GradientMatchesDifferencesForStraightAnglesToo) {
    for (const double theta : {0.2, 1.9, 3.0, pi - 1e-4, pi}) {
        const Points p{{1.4 * std::sin(theta), 0, 1.4 * std::cos(theta)}, {0, 0, 0}, {0, 0, 1.2}};
        Vec3<double> g[3];
        EXPECT_NEAR(cos_angle(p[0], p[1], p[2], g), std::cos(theta), 1e-14);
        const auto f = [&](const Points& q) {
            Vec3<double> unused[3];
            return cos_angle(q[0], q[1], q[2], unused);
        };
        expect_gradient(f, p, {g[0], g[1], g[2]});
        expect_balance(p, {g[0], g[1], g[2]});
    }
}

}  // namespace
