// Every curvature bound of the physics headers against element Hessians sampled over its domain: central differences of
// the element's own gradient. Never above the bound, and within a stated share of it somewhere.
#include "prct/physics/pair_curvature.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <vector>

#include "prct/linalg/lanczos.hpp"
#include "prct/physics/bond_term.h"
#include "prct/physics/burial_term.h"
#include "prct/physics/coherence_term.h"
#include "prct/physics/contact_term.h"
#include "prct/physics/debye_huckel_term.h"
#include "prct/physics/dipole_term.h"
#include "prct/physics/hydrogen_bond_term.h"
#include "prct/physics/orientation_term.h"
#include "prct/physics/pair_potential_term.h"
#include "prct/physics/repulsion_term.h"
#include "prct/physics/spline_term.h"

namespace {

using namespace prct;
using V = Vec3<double>;
using Matrix = std::vector<double>;

std::mt19937_64 stream(17);

double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(stream); }

V direction() {
    std::normal_distribution<double> normal;
    const V v{normal(stream), normal(stream), normal(stream)};
    return (1 / norm(v)) * v;
}

/// A direction within about `spread` of another.
V near(const V& axis, double spread) {
    const V v = axis + spread * direction();
    return (1 / norm(v)) * v;
}

template <std::size_t n>
double* coordinates(V (&points)[n]) {
    return &points[0].x;
}

/// The Hessian by central differences of gradient(points, out).
template <std::size_t n, class Gradient>
Matrix hessian(const V (&points)[n], Gradient&& gradient, double h = 1e-5) {
    constexpr std::size_t size = 3 * n;
    Matrix out(size * size);
    for (std::size_t k = 0; k < size; ++k) {
        V moved[n], ahead[n], behind[n];
        for (const double sign : {1.0, -1.0}) {
            std::copy(points, points + n, moved);
            coordinates(moved)[k] += sign * h;
            gradient(moved, sign > 0 ? ahead : behind);
        }
        for (std::size_t m = 0; m < size; ++m)
            out[k * size + m] = (coordinates(ahead)[m] - coordinates(behind)[m]) / (2 * h);
    }
    return out;
}

double largest(const Matrix& a) {
    const int n = static_cast<int>(std::lround(std::sqrt(a.size())));
    const auto product = [&](std::span<const double> x, std::span<double> y) {
        for (int i = 0; i < n; ++i) {
            y[i] = 0;
            for (int j = 0; j < n; ++j) y[i] += 0.5 * (a[i * n + j] + a[j * n + i]) * x[j];
        }
    };
    return lanczos_largest(n, 1, product).values.front();
}

/// V'', V'/r and |V'| of a pair term at `samples` distances against its bound; which share of both is reached.
double reached(const PairCurvature& bound, double from, double to, const std::function<double(double)>& slope_of_r,
               int samples = 20000) {
    constexpr double h = 1e-6;
    double stiffest = 0, strongest = 0;
    for (int k = 0; k < samples; ++k) {
        const double r = from + (to - from) * (k + 0.5) / samples;
        const double first = slope_of_r(r), second = (slope_of_r(r + h) - slope_of_r(r - h)) / (2 * h);
        stiffest = std::max({stiffest, second, first / r});
        strongest = std::max(strongest, std::abs(first));
    }
    EXPECT_LE(stiffest, bound.stiffness * (1 + 1e-6) + 1e-9);
    EXPECT_LE(strongest, bound.force * (1 + 1e-9));
    return std::min(stiffest / bound.stiffness, strongest / bound.force);
}

TEST(PairCurvature, ABondIsNoStifferThanItsTwoBounds) {
    double most = 0;
    for (int k = 0; k < 2000; ++k) {
        const double length = uniform(1.3, 1.7);
        V at[2] = {{}, length * direction()};
        const double found = largest(hessian(at, [](const V(&p)[2], V(&g)[2]) {
            bond_energy(p[0], p[1], 59.6, 1.5, g[0]);
            g[1] = -g[0];
        }));
        const BondCurvature bound = bond_curvature_bound(59.6, 1.5, 1.7);
        ASSERT_LE(found, 2 * std::max(bound.along, bound.across) + 1e-5);
        most = std::max(most, found);
        const double across = 2 * 59.6 * (1 - 1.5 / length);
        EXPECT_LE(across, bound.across + 1e-12);
    }
    EXPECT_GE(most, 0.999 * 2 * 2 * 59.6);
}

TEST(PairCurvature, AnAngleIsBoundedInItsCosine) {
    double most = 0;
    for (int k = 0; k < 3000; ++k) {
        const double cosine = uniform(-0.7, -0.1), sine = std::sqrt(1 - cosine * cosine);
        const V at[3] = {{1.45, 0, 0}, {}, {1.33 * cosine, 1.33 * sine, 0}};
        const auto gradient = [](const V(&p)[3], V(&g)[3]) { angle_energy(p[0], p[1], p[2], 89.4, -0.4, g); };
        const auto bend = [](const V(&p)[3], V(&g)[3]) { cos_angle(p[0], p[1], p[2], g); };
        V lever[3];
        bend(at, lever);
        Matrix curved = hessian(at, bend), opposite = curved;
        for (double& v : opposite) v = -v;
        const AngleCurvature bound = angle_curvature_bound(89.4, 0.3);
        double square = 0;
        for (const V& l : lever) square += norm2(l);
        const double allowed = bound.second * square + bound.first * std::max(largest(curved), largest(opposite));
        const double found = largest(hessian(at, gradient));
        ASSERT_LE(found, allowed + 1e-5);
        most = std::max(most, found / allowed);
    }
    EXPECT_GE(most, 0.75);
}

TEST(PairCurvature, PlanarityAndCoherenceAreBoundedInTheirAngles) {
    constexpr double h = 1e-6;
    for (const auto kind : {PeptideKind::trans, PeptideKind::cis, PeptideKind::proline}) {
        double most = 0;
        const double bound = omega_curvature_bound(kind, 53.6, 1.8);
        for (int k = 0; k < 3600; ++k) {
            double ahead, behind;
            const double w = 2 * 3.14159265 * k / 3600;
            omega_energy(std::sin(w + h), std::cos(w + h), kind, 53.6, 1.8, ahead);
            omega_energy(std::sin(w - h), std::cos(w - h), kind, 53.6, 1.8, behind);
            most = std::max(most, (ahead - behind) / (2 * h));
        }
        EXPECT_LE(most, bound + 1e-6);
        EXPECT_GE(most, 0.99 * bound);
    }
    double most = 0, steepest = 0;
    const CoherenceCurvature bound = coherence_curvature_bound(0.3, 4.0);
    for (int k = 0; k < 20000; ++k) {
        const double x = k < 100 ? 0.001 * k : uniform(-3.2, 3.2), y = k < 100 ? 0 : uniform(-3.2, 3.2);
        const auto slope = [](double a, double b, int of) {
            double s[2];
            coherence_energy(a, b, 0.3, 4.0, s[0], s[1]);
            return s[of];
        };
        const double xx = (slope(x + h, y, 0) - slope(x - h, y, 0)) / (2 * h);
        const double yy = (slope(x, y + h, 1) - slope(x, y - h, 1)) / (2 * h);
        const double xy = (slope(x, y + h, 0) - slope(x, y - h, 0)) / (2 * h);
        most = std::max(most, 0.5 * (xx + yy) + std::hypot(0.5 * (xx - yy), xy));
        steepest = std::max(steepest, std::abs(slope(x, y, 0)));
    }
    EXPECT_LE(most, bound.second + 1e-6);
    EXPECT_GE(most, 0.99 * bound.second);
    EXPECT_LE(steepest, bound.first);
    EXPECT_GE(steepest, 0.8 * bound.first);
}

TEST(PairCurvature, ExcludedVolumeAndAbsence) {
    double slope;
    const double excluded = reached(repulsion_curvature_bound(3.4, 3.0), 0.01, 4, [&](double r) {
        repulsion_energy(r * r, 1 / (3.4 * 3.4), 3.0, slope);
        return 2 * r * slope;
    });
    EXPECT_GE(excluded, 0.999);
    const double absent = reached(absence_curvature_bound(8.5, 0.6), 0.01, 9, [&](double r) {
        absence_energy(r * r, 8.5, 0.6, slope);
        return 2 * r * slope;
    });
    EXPECT_GE(absent, 0.999);
}

TEST(PairCurvature, RobustLossesOfEveryShape) {
    double slope;
    for (const double saturation : {0.0, 0.3, 1.0})
        for (const double upper : {0.0, 8.0}) {
            const PairCurvature bound = robust_loss_curvature_bound(0.7, saturation, 1.0, 2.0);
            const double share = reached(bound, upper == 0 ? 1e-3 : 0.5, 60, [&](double r) {
                robust_loss(violation(r, 0.4 * upper, upper) / 0.7, saturation, 1.0, 2.0, slope);
                return slope / 0.7;
            });
            EXPECT_GE(share, 0.9);
        }
}

TEST(PairCurvature, SplinesOfDistances) {
    double most = 0;
    for (int k = 0; k < 200; ++k) {
        std::vector<double> knots, values, slopes;
        double at = uniform(1.5, 5);
        for (int m = 0; m < 8; ++m) {
            knots.push_back(at);
            values.push_back(uniform(-2, 2));
            slopes.push_back(m == 7 ? 0 : uniform(-1, 1));
            at += uniform(0.4, 2.0);
        }
        double slope;
        const PairCurvature bound = spline_curvature_bound(knots.data(), values.data(), slopes.data(), 8, 3.0);
        most = std::max(most, reached(bound, 3.0, at, [&](double r) {
                            spline_energy(knots.data(), values.data(), slopes.data(), 8, r, slope);
                            return slope;
                        }));
    }
    EXPECT_GE(most, 0.5);
}

TEST(PairCurvature, PairPotentials) {
    double most = 0;
    for (int k = 0; k < 50; ++k) {
        std::vector<double> c(pair_coefficients);
        for (auto& v : c) v = uniform(-1, 1);
        c[0] = c[1] = c[2];
        c[10] = c[11] = c[12] = 0;
        double slope;
        most = std::max(most, reached(pair_potential_curvature_bound(c.data()), 1.0, 12.5, [&](double r) {
                            pair_potential_energy(c.data(), r * r, slope);
                            return 2 * r * slope;
                        }));
    }
    EXPECT_GE(most, 0.6);
}

/// `m` neighbours at one distance, where the Hessian is largest along the sum of the gradients of their distances.
TEST(PairCurvature, Burial) {
    constexpr int m = 12;
    double share = 0;
    for (int k = 0; k < 50; ++k) {
        std::vector<double> d(burial_coefficients);
        for (auto& v : d) v = uniform(-1, 1);
        const PairCurvature bound = burial_curvature_bound(d.data(), m);
        double most = 0;
        for (int s = 0; s < 4000; ++s) {
            const double r = uniform(7, 13), others = uniform(0, 30), h = 1e-4;
            double slope, step;
            const auto energy = [&](double x) {
                return burial_energy(d.data(), others + m * burial_step(x * x, step), slope);
            };
            const double along = (energy(r + h) - 2 * energy(r) + energy(r - h)) / (h * h) / m;
            energy(r);
            most = std::max({most, along, slope * 2 * step});
            EXPECT_LE(std::abs(slope * 2 * r * step), bound.force);
        }
        EXPECT_LE(most, bound.stiffness + 1e-5);
        share = std::max(share, most / bound.stiffness);
    }
    EXPECT_GE(share, 0.5);
}

TEST(PairCurvature, ScreenedCharges) {
    const auto p = make_debye_huckel<double>(water_permittivity, 7.9, 39.5, CutoffKind::smooth);
    double slope;
    for (const double product : {1.0, -1.0}) {
        const double share = reached(debye_huckel_curvature_bound(product, p, 3.0), 3.0, 39.5, [&](double r) {
            debye_huckel_energy(product, r * r, p, slope);
            return 2 * r * slope;
        });
        EXPECT_GE(share, product > 0 ? 0.9 : 0.3);
    }
}

TEST(PairCurvature, HydrogenBondsOfEveryShape) {
    double most = 0;
    const HydrogenBondCurvature bound = hydrogen_bond_curvature_bound(1.0);
    for (int k = 0; k < 20000; ++k) {
        const double spread = k % 4 == 0 ? 0.02 : k % 4 == 1 ? 0.3 : k % 4 == 2 ? 1.0 : 3.0;
        const V u = direction(), e = near(u, spread), f = near(-u, k % 3 == 0 ? spread : uniform(0, 3));
        const V o = uniform(k % 2 ? 1.7 : 0.85, k % 2 ? 2.1 : 3.05) * u;
        const V at[4] = {-1.01 * e, {}, o, o - 1.231 * f};
        Matrix left = hessian(at, [](const V(&p)[4], V(&g)[4]) {
            HydrogenBondGradient<double> q;
            hydrogen_bond_energy(p[0], p[1], p[2], p[3], 1.0, q);
            g[0] = q.n, g[1] = q.h, g[2] = q.o, g[3] = q.c;
        });
        const double whole = largest(left);
        // the Hessian less its bound has no positive eigenvalue
        const auto less = [&](int site, int partner, const V& axis) {
            const double a[3] = {axis.x, axis.y, axis.z};
            for (int i = 0; i < 3; ++i) {
                for (int j = 0; j < 3; ++j)
                    left[(3 * site + i) * 12 + 3 * site + j] -= (bound.along - bound.across) * a[i] * a[j];
                left[(3 * site + i) * 13] -= bound.across + bound.turning;
                left[(3 * partner + i) * 13] -= bound.turning;
                left[(3 * site + i) * 12 + 3 * partner + i] += bound.turning;
                left[(3 * partner + i) * 12 + 3 * site + i] += bound.turning;
            }
        };
        less(1, 0, e);
        less(2, 3, f);
        const double above = largest(left);
        ASSERT_LE(above, 1e-4) << "O-H " << norm(o);
        most = std::max(most, whole > 5 ? above : -1);
    }
    EXPECT_GE(most, -0.02 * bound.along);
}

TEST(PairCurvature, DipolesThatAreApart) {
    double most = 0;
    const double bound = dipole_curvature_bound(6.0, 9.0, 3.0, 1.231);
    for (int k = 0; k < 5000; ++k) {
        const V u = direction(), v = k % 2 ? near(u, 0.3) : direction(),
                r = uniform(3, 9) * (k % 3 ? near(u, 0.5) : direction());
        const V at[4] = {-0.6155 * u, 0.6155 * u, r - 0.6155 * v, r + 0.6155 * v};
        most = std::max(most, largest(hessian(at, [](const V(&p)[4], V(&g)[4]) {
                            CarbonylGradient<double> q;
                            carbonyl_dipole_energy(p[0], p[1], p[2], p[3], 6.0, 9.0, q);
                            g[0] = q.c1, g[1] = q.o1, g[2] = q.c2, g[3] = q.o2;
                        })));
    }
    EXPECT_LE(most, bound);
    EXPECT_GE(most, 0.15 * bound);
}

/// Sites of an orientation with its lengths and angles in the domain of the bound.
void place_orientation(OrientationKind kind, V (&at)[4]) {
    const V r = uniform(3, 4.5) * direction(), c = 1.53 * direction();
    at[0] = c;
    at[1] = {};
    at[2] = r;
    at[3] = r + 1.53 * direction();
    if (kind != OrientationKind::theta) return;
    const double angle = uniform(95, 125) * 3.14159265358979 / 180;
    const V u = direction();
    V w = cross(u, direction());
    w = (1 / norm(w)) * w;
    at[0] = 1.458 * (std::cos(angle) * u + std::sin(angle) * w);
    at[2] = 1.53 * u;
    at[3] = at[2] + r;
}

TEST(PairCurvature, OrientationsOfDistantResidues) {
    for (const auto kind : {OrientationKind::omega, OrientationKind::theta, OrientationKind::phi}) {
        double most = 0;
        for (int k = 0; k < 6000; ++k) {
            double c[orientation_bins];
            for (int m = 0; m < orientation_bins; ++m) c[m] = k % 2 ? uniform(-1, 1) : 1 + 0.01 * uniform(-1, 1);
            if (kind == OrientationKind::phi)
                for (int m = 0; m < orientation_bins / 2; ++m) c[m] = c[orientation_bins - 1 - m];
            V at[4];
            place_orientation(kind, at);
            const PairCurvature bound = orientation_curvature_bound(kind, orientation_extremes(c));
            const double found = largest(hessian(
                at, [&](const V(&p)[4], V(&g)[4]) { orientation_energy(kind, c, p, g); }, 1e-5));
            ASSERT_LE(found, bound.stiffness);
            most = std::max(most, found / bound.stiffness);
            V g[4];
            orientation_energy(kind, c, at, g);
            for (const V& force : g) ASSERT_LE(norm(force), bound.force);
        }
        EXPECT_GE(most, 0.2);
    }
}

}  // namespace
