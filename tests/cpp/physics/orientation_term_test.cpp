#include "prct/physics/orientation_term.h"

#include <array>
#include <numbers>

#include "physics/central_difference.hpp"

namespace {

using namespace prct;
using prct::testing::expect_balance;
using prct::testing::expect_gradient;
using prct::testing::Points;
constexpr double pi = std::numbers::pi;
using Bins = std::array<double, orientation_bins>;

Bins bins(bool even) {
    Bins b;
    for (int k = 0; k < orientation_bins; ++k) b[k] = std::cos(1.0 + k * k);
    for (int k = 0; even && k < orientation_bins / 2; ++k) b[orientation_bins - 1 - k] = b[k];
    return b;
}

TEST(OrientationSpline, IsPeriodicAndItsSlopeIsThatOfTheValue) {
    const Bins b = bins(false);
    double slope, unused;
    for (double x = -pi; x < pi; x += 0.037) {
        const double e = orientation_spline(b.data(), x, slope), h = 1e-5;
        EXPECT_NEAR(orientation_spline(b.data(), x + 2 * pi, unused), e, 1e-12);
        EXPECT_NEAR(orientation_spline(b.data(), x - 4 * pi, unused), e, 1e-12);
        const double up = orientation_spline(b.data(), x + h, unused),
                     down = orientation_spline(b.data(), x - h, unused);
        EXPECT_NEAR(slope, (up - down) / (2 * h), 1e-8);
        EXPECT_LE(std::abs(e), 1);
    }
}

TEST(OrientationSpline, OneBinPullsToItsMiddle) {
    Bins b{};
    b[15] = -1;
    double slope;
    const double middle = -pi + (15.5) * pi / 12;
    EXPECT_NEAR(orientation_spline(b.data(), middle, slope), -2.0 / 3, 1e-12);
    EXPECT_NEAR(slope, 0, 1e-12);
    EXPECT_EQ(orientation_spline(b.data(), middle + pi, slope), 0);
}

TEST(OrientationFade, IsHalfAtTwentyDegreesAndVanishesWhereAnglesAreStraight) {
    double slope;
    EXPECT_NEAR(orientation_fade(std::cos(20 * pi / 180), slope), 0.5, 1e-3);
    EXPECT_EQ(orientation_fade(1.0, slope), 0);
    EXPECT_GT(orientation_fade(0.0, slope), 0.89);
    EXPECT_EQ(slope, 0);
}

/// A dihedral with the angles `bend` at its two inner points.
Points four(double angle, double bend) {
    const double s = std::sin(bend), c = std::cos(bend);
    return {{s, 0, c}, {0, 0, 0}, {0, 0, 5.5}, {1.5 * s * std::cos(angle), 1.5 * s * std::sin(angle), 5.5 - c}};
}

TEST(OrientationDihedral, GradientMatchesDifferencesAlsoNearStraightAnglesAndAcrossTheCut) {
    const Bins b = bins(false);
    for (const double angle : {0.0, 1e-3, 0.7, 2.6, pi - 1e-3, pi, -pi + 1e-3, -1.2})
        for (const double bend : {1.9, 0.3, 2.9, pi - 0.03}) {
            const Points p = four(angle, bend);
            Vec3<double> g[4];
            orientation_dihedral(p[0], p[1], p[2], p[3], b.data(), g);
            const auto energy = [&](const Points& q) {
                Vec3<double> unused[4];
                return orientation_dihedral(q[0], q[1], q[2], q[3], b.data(), unused);
            };
            expect_gradient(energy, p, {g[0], g[1], g[2], g[3]}, 1e-5, 1e-5);
            expect_balance(p, {g[0], g[1], g[2], g[3]}, 1e-11);
        }
}

TEST(OrientationDihedral, ForcesStayBoundedWhereThePointsComeIntoOneLine) {
    const Bins b = bins(false);
    double largest = 0;
    for (double bend = pi - 0.5; bend < pi + 0.5; bend += 1e-3) {
        const Points p = four(0.9, bend);
        Vec3<double> g[4];
        orientation_dihedral(p[0], p[1], p[2], p[3], b.data(), g);
        for (const auto& v : g) largest = std::max(largest, norm(v));
    }
    EXPECT_LT(largest, 12);
}

TEST(OrientationDihedral, AMirrorImageHasTheOppositeAngle) {
    const Bins b = bins(false);
    Bins turned;
    for (int k = 0; k < orientation_bins; ++k) turned[k] = b[orientation_bins - 1 - k];
    Points p = four(0.9, 1.8), mirrored = p;
    for (auto& v : mirrored) v.x = -v.x;
    Vec3<double> g[4];
    const double e = orientation_dihedral(p[0], p[1], p[2], p[3], b.data(), g);
    EXPECT_GT(std::abs(e - orientation_dihedral(mirrored[0], mirrored[1], mirrored[2], mirrored[3], b.data(), g)), 0.1);
    EXPECT_NEAR(e, orientation_dihedral(mirrored[0], mirrored[1], mirrored[2], mirrored[3], turned.data(), g), 1e-12);
}

TEST(OrientationStrength, GoesToZeroWithTheDistanceAndKeepsForcesBounded) {
    for (const double r : {0.01, 0.3, 1.0, 4.0}) {
        const Points p{{0, r, 0}, {0, 0, 0}};
        Vec3<double> g;
        EXPECT_NEAR(orientation_strength(p[0], p[1], g), r * r / (r * r + 1), 1e-12);
        const auto strength = [](const Points& q) {
            Vec3<double> unused;
            return orientation_strength(q[0], q[1], unused);
        };
        expect_gradient(strength, p, {g, -g}, 1e-5, 1e-5);
        EXPECT_LE(orientation_strength(p[0], p[1], g) / r, 0.5);
    }
}

TEST(OrientationAngle, GradientMatchesDifferencesFromZeroToStraight) {
    const Bins b = bins(true);
    for (const double angle : {0.02, 0.4, 1.9, 2.8, pi - 0.02}) {
        const Points p{{1.5 * std::sin(angle), 0, 1.5 * std::cos(angle)}, {0, 0, 0}, {0, 0, 6}};
        Vec3<double> g[3];
        orientation_angle(p[0], p[1], p[2], b.data(), g);
        const auto energy = [&](const Points& q) {
            Vec3<double> unused[3];
            return orientation_angle(q[0], q[1], q[2], b.data(), unused);
        };
        expect_gradient(energy, p, {g[0], g[1], g[2]}, 1e-5, 1e-5);
        expect_balance(p, {g[0], g[1], g[2]}, 1e-11);
    }
}

TEST(OrientationAngle, StraightAnglesHaveFiniteForces) {
    const Bins b = bins(true);
    for (const double z : {1.5, -1.5}) {
        Vec3<double> g[3];
        EXPECT_TRUE(std::isfinite(orientation_angle<double>({0, 0, z}, {0, 0, 0}, {0, 0, 6}, b.data(), g)));
        for (const auto& v : g) EXPECT_LT(norm(v), 1e-3);
    }
}

}  // namespace
