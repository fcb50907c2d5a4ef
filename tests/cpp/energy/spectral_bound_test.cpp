#include "prct/energy/spectral_bound.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "engine/synthetic_chain.hpp"
#include "prct/energy/residue_window.hpp"
#include "prct/energy/site_stiffness.hpp"
#include "prct/energy/surface_curvature.hpp"
#include "prct/linalg/lanczos.hpp"
#include "prct/parameters/ramachandran_table.hpp"

namespace {

using namespace prct;

TermScales only(std::initializer_list<Term> terms) {
    TermScales scales;
    scales.factor.fill(0);
    for (const Term t : terms) scales.factor[t] = 1;
    return scales;
}

double largest(const WindowMatrix& m) {
    return lanczos_largest(kWindowSize, 1,
                           [&](std::span<const double> x, std::span<double> y) {
                               for (int i = 0; i < kWindowSize; ++i)
                                   y[i] = std::inner_product(x.begin(), x.end(), &m[i * kWindowSize], 0.0);
                           })
        .values.front();
}

TEST(ResidueWindow, MovesAsAWholeForNothing) {
    // Unscaled, what is rigid costs nothing: with shares s and x = √s t the scaled matrix gives 0 for a translation t.
    WindowTerms terms;
    terms.bond = 100;
    terms.angle = 150;
    terms.omega_before = terms.omega_after = 50;
    const ResidueWindow w(terms);
    // the kernel holds three translations and three rotations: seven atoms, 13 stiff elements, 21 - 13 = 8 soft
    const auto product = [&](std::span<const double> x, std::span<double> y) {
        for (int i = 0; i < kWindowSize; ++i) {
            y[i] = 0;
            for (int j = 0; j < kWindowSize; ++j)
                y[i] -= (w.along_phi[20][i * kWindowSize + j] + w.along_psi[50][i * kWindowSize + j]) * x[j];
        }
    };
    const EigenPairs softest = lanczos_largest(kWindowSize, 1, product);
    EXPECT_NEAR(softest.values.front(), 0, 1e-8);
}

TEST(ResidueWindow, GrowsWithEveryStiffness) {
    WindowTerms terms;
    terms.bond = 100;
    const double before = largest(ResidueWindow(terms).along_phi[7]);
    terms.angle = 100;
    const double with_angle = largest(ResidueWindow(terms).along_phi[7]);
    terms.sites.stiffness[kContact][kSiteCB] = 30;
    const double with_contact = largest(ResidueWindow(terms).along_phi[7]);
    EXPECT_GT(with_angle, before);
    EXPECT_GT(with_contact, with_angle);
}

TEST(SurfaceCurvature, BoundsEverySurfaceBetweenItsPlaces) {
    constexpr int n = kWindowSteps;
    for (int c = 0; c < ramachandran_class_count; ++c) {
        const float* table = ramachandran_table().data() + c * ramachandran_stride;
        const SurfaceCurvature s = surface_curvature(table, 1);
        const double step = window_angle(1) - window_angle(0);
        for (int k = 0; k < 4 * n * n; ++k) {
            // anywhere in a cell against the interpolation of its corners, in every direction
            const int i = k / 4 / n, j = k / 4 % n, a = (i + 1) % n, b = (j + 1) % n;
            const double u = k % 4 == 0 ? 0.5 : 0.15 + 0.7 * ((7 * k) % 11) / 10.0,
                         v = k % 4 == 0 ? 0.5 : 0.2 * (k % 4);
            const auto at = ramachandran_curvature(table, window_angle(i) + u * step, window_angle(j) + v * step);
            const auto between = [&](const std::vector<double>& s) {
                return (1 - u) * ((1 - v) * s[i * n + j] + v * s[i * n + b]) +
                       u * ((1 - v) * s[a * n + j] + v * s[a * n + b]);
            };
            const double xx = between(s.phi_phi) - at.phi_phi, yy = between(s.psi_psi) - at.psi_psi;
            const double xy = between(s.phi_psi) - at.phi_psi;
            ASSERT_GE(0.5 * (xx + yy) - std::hypot(0.5 * (xx - yy), xy), -0.1) << c << ' ' << i << ' ' << j;
        }
    }
}

TEST(SpectralBound, PartsAddUpAndEachTermRaisesIt) {
    const System system = System::from_sequences({"GAVLTEDK"});
    const SpectralBound bonds = spectral_bound(system, only({kBond}));
    const SpectralBound angles = spectral_bound(system, only({kBond, kAngle}));
    const SpectralBound more = spectral_bound(system, only({kBond, kAngle, kHydrogenBond, kRepulsion}));
    EXPECT_LT(bonds.largest, angles.largest);
    EXPECT_LT(angles.largest, more.largest);
    for (const auto& b : {bonds, angles, more})
        EXPECT_NEAR(std::accumulate(b.parts.begin(), b.parts.end(), 0.0), b.largest, 1e-6 * b.largest);
    EXPECT_NEAR(bonds.parts[kBond], bonds.largest, 1e-6);
    EXPECT_EQ(bonds.parts[kHydrogenBond], 0);
    EXPECT_GT(more.parts[kHydrogenBond], 0);
}

TEST(SpectralBound, IsLinearInAllFactorsTogether) {
    const System system = System::from_sequences({"GAVLTEDK"});
    TermScales once = only({kBond, kAngle, kOmega, kRamachandran}), twice = once;
    for (double& f : twice.factor) f *= 2;
    EXPECT_NEAR(spectral_bound(system, twice).largest, 2 * spectral_bound(system, once).largest, 0.01);
}

TEST(SpectralBound, DoesNotDependOnTheLengthOfTheChain) {
    const TermScales scales = only({kBond, kAngle, kOmega, kRamachandran});
    const double few = spectral_bound(System::from_sequences({std::string(6, 'A')}), scales).largest;
    EXPECT_NEAR(spectral_bound(System::from_sequences({std::string(300, 'A')}), scales).largest, few, 1e-9 * few);
}

TEST(SpectralBound, CountsTheRestraintsOfASite) {
    System system = System::from_sequences({std::string(30, 'A')});
    const TermScales scales = only({kBond, kContact});
    double before = spectral_bound(system, scales).largest;
    for (const int count : {1, 8}) {
        std::vector<Restraint> r;
        for (int k = 0; k < count; ++k) r.push_back({5, 10 + k, kSiteCB, kSiteCB, 0, 8, 1, 20});
        system.set_restraints(r);
        const double with = spectral_bound(system, scales).largest;
        EXPECT_GT(with, before);
        before = with;
    }
    // one restraint of weight w and scale 1 holds either end with 2w at most
    const auto sites = site_stiffness(system, scales, {});
    EXPECT_DOUBLE_EQ(sites[5].stiffness[kContact][kSiteCB], 8 * 2 * 20);
    EXPECT_DOUBLE_EQ(sites[10].stiffness[kContact][kSiteCB], 2 * 20);
    EXPECT_DOUBLE_EQ(sites[5].force[kContact][kSiteCB], 8 * 20);
}

}  // namespace
