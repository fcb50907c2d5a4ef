#include "prct/physics/ramachandran_term.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "prct/parameters/ramachandran_table.hpp"

namespace {

using prct::ramachandran_energy;
constexpr int n = prct::ramachandran_grid;
constexpr double pi = std::numbers::pi;
constexpr double step = 2 * pi / n;

const float* surface(int c) { return prct::ramachandran_table().data() + c * prct::ramachandran_stride; }

struct Value {
    double energy, dphi, dpsi;
};

Value at(const float* table, double phi, double psi) {
    Value v{};
    v.energy = ramachandran_energy(table, phi, psi, v.dphi, v.dpsi);
    return v;
}

TEST(RamachandranTerm, DerivativesMatchCentralDifferences) {
    constexpr double h = 1e-5;
    for (int c = 0; c < prct::ramachandran_class_count; ++c)
        for (int k = 0; k < 200; ++k) {
            const double phi = -pi + 0.0314 * k + 0.001, psi = -pi + std::fmod(1.7 * k, 2 * pi);
            const Value v = at(surface(c), phi, psi);
            const auto f = [&](double x, double y) { return at(surface(c), x, y).energy; };
            EXPECT_NEAR(v.dphi, (f(phi + h, psi) - f(phi - h, psi)) / (2 * h), 1e-7) << c << ' ' << phi << ' ' << psi;
            EXPECT_NEAR(v.dpsi, (f(phi, psi + h) - f(phi, psi - h)) / (2 * h), 1e-7) << c << ' ' << phi << ' ' << psi;
        }
}

TEST(RamachandranTerm, CurvatureMatchesCentralDifferencesOfTheSlopes) {
    constexpr double h = 1e-5;
    for (int c = 0; c < prct::ramachandran_class_count; ++c)
        for (int k = 0; k < 200; ++k) {
            const double phi = k < 100 ? -pi + 0.0314 * k + 0.001 : -pi + step * (k % n);  // at nodes as well
            const double psi = k < 100 ? -pi + std::fmod(1.7 * k, 2 * pi) : -pi + step * (7 * k % n);
            const auto found = prct::ramachandran_curvature(surface(c), phi, psi);
            const Value v = at(surface(c), phi, psi);
            const auto f = [&](double x, double y) { return at(surface(c), x, y); };
            EXPECT_NEAR(found.phi, v.dphi, 1e-9);
            EXPECT_NEAR(found.psi, v.dpsi, 1e-9);
            EXPECT_NEAR(found.phi_phi, (f(phi + h, psi).dphi - f(phi - h, psi).dphi) / (2 * h), 1e-4);
            EXPECT_NEAR(found.phi_psi, (f(phi, psi + h).dphi - f(phi, psi - h).dphi) / (2 * h), 1e-4);
            EXPECT_NEAR(found.psi_psi, (f(phi, psi + h).dpsi - f(phi, psi - h).dpsi) / (2 * h), 1e-4);
        }
}

/// First to fourth derivative at the first of six values that a quintic takes at steps of h: forward differences,
/// exact.
std::array<double, 4> derivatives(std::array<double, 6> f, double h) {
    std::array<double, 6> difference;
    for (int order = 0; order < 6; ++order) {
        difference[order] = f[0];
        for (int k = 0; k + 1 < 6 - order; ++k) f[k] = f[k + 1] - f[k];
    }
    const auto& d = difference;
    return {(d[1] - d[2] / 2 + d[3] / 3 - d[4] / 4 + d[5] / 5) / h,
            (d[2] - d[3] + d[4] * 11 / 12 - d[5] * 5 / 6) / (h * h), (d[3] - d[4] * 3 / 2 + d[5] * 7 / 4) / (h * h * h),
            (d[4] - d[5] * 2) / (h * h * h * h)};
}

TEST(RamachandranTerm, FourDerivativesAreContinuousAcrossPatchesAndTheSeam) {
    for (int i = 0; i <= n; ++i)
        for (const bool swap : {false, true}) {
            const double border = -pi + step * i;
            std::array<double, 6> left, right;
            for (int k = 0; k < 6; ++k)
                for (const double side : {-1.0, 1.0}) {
                    const double x = border + side * k * step / 6;
                    (side < 0 ? left : right)[k] = (swap ? at(surface(2), 0.3, x) : at(surface(2), x, 0.3)).energy;
                }
            const auto below = derivatives(left, -1.0 / 6), above = derivatives(right, 1.0 / 6);
            for (int order = 0; order < 4; ++order)
                EXPECT_NEAR(below[order], above[order], 1e-6) << "border " << i << " derivative " << order + 1;
        }
}

TEST(RamachandranTerm, ValueAndSlopeAreContinuousAcrossPatchesAndTheSeam) {
    constexpr double h = 1e-9;
    for (int i = 0; i <= n; ++i)
        for (const double psi : {-pi, -2.2, 0.3, pi}) {
            const double border = -pi + step * i;
            for (const bool swap : {false, true}) {
                const auto f = [&](double x) { return swap ? at(surface(2), psi, x) : at(surface(2), x, psi); };
                const Value below = f(border - h), above = f(border + h);
                EXPECT_NEAR(below.energy, above.energy, 1e-7);
                EXPECT_NEAR(below.dphi, above.dphi, 1e-6);
                EXPECT_NEAR(below.dpsi, above.dpsi, 1e-6);
            }
        }
}

TEST(RamachandranTerm, AnglesWrap) {
    const Value v = at(surface(0), 1.0, -2.0);
    for (const int turns : {-3, -1, 1, 2, 1000}) {
        const Value w = at(surface(0), 1.0 + 2 * pi * turns, -2.0 - 2 * pi * turns);
        EXPECT_NEAR(v.energy, w.energy, 1e-9);
        EXPECT_NEAR(v.dphi, w.dphi, 1e-9);
        EXPECT_NEAR(v.dpsi, w.dpsi, 1e-9);
    }
}

TEST(RamachandranTerm, SinglePrecisionAgreesAtAndBeyondTheSeam) {
    for (const float phi : {std::nextafter(static_cast<float>(pi), 4.0F), -3.14159274F, 3.14159274F, -1.1F, 7.5F}) {
        float dphi, dpsi;
        const float energy = ramachandran_energy(surface(4), phi, 2.4F, dphi, dpsi);
        const Value v = at(surface(4), phi, 2.4F);
        EXPECT_NEAR(energy, v.energy, 2e-5);
        EXPECT_NEAR(dphi, v.dphi, 1e-4);
        EXPECT_NEAR(dpsi, v.dpsi, 1e-4);
    }
}

TEST(RamachandranTerm, NotANumberStaysNotANumber) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(std::isnan(at(surface(0), nan, 0.0).energy));
    EXPECT_TRUE(std::isnan(at(surface(0), 0.0, nan).energy));
}

}  // namespace
