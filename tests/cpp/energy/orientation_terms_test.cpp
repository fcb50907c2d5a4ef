#include "prct/energy/orientation_terms.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "engine/synthetic_chain.hpp"
#include "prct/error.hpp"
#include "prct/physics/dihedral.h"

namespace {

using namespace prct;
using prct::testing::degree;

/// One well, at `bin`; of an angle also its mirror image.
Orientation well(int i, int j, OrientationKind kind, int bin) {
    Orientation o{i, j, kind, {}};
    o.coefficients[bin] = -1;
    if (kind == OrientationKind::phi) o.coefficients[orientation_bins - 1 - bin] = -1;
    return o;
}

int bin_of(double angle) { return static_cast<int>((angle / degree + 180) / 15) % orientation_bins; }

double energy(const System& system, const std::vector<double>& positions) {
    Sites sites, g;
    build_sites(system, positions, sites);
    g.assign(sites.size(), {});
    EnergyTerms terms;
    add_orientations(system, {}, sites, terms, g);
    EXPECT_EQ(terms.total(), terms.value[kOrientation]);
    return terms.value[kOrientation];
}

TEST(OrientationTerms, EachKindMeasuresItsOwnSites) {
    auto e = prct::testing::make_example({12}, prct::testing::Shape::coil, 3);
    Sites s;
    build_sites(e.system, e.positions, s);
    const auto at = [&](int i, Site k) { return s[i * kSites + k]; };
    Vec3<double> unused[3];
    const int i = 2, j = 9;
    const double omega = dihedral(at(i, kSiteCA), at(i, kSiteCB), at(j, kSiteCB), at(j, kSiteCA));
    const double theta = dihedral(at(i, kSiteN), at(i, kSiteCA), at(i, kSiteCB), at(j, kSiteCB));
    const double phi = std::acos(cos_angle(at(i, kSiteCA), at(i, kSiteCB), at(j, kSiteCB), unused));
    const std::pair<OrientationKind, double> kinds[] = {
        {OrientationKind::omega, omega}, {OrientationKind::theta, theta}, {OrientationKind::phi, phi}};
    for (const auto& [kind, angle] : kinds) {
        e.system.set_orientations({well(i, j, kind, bin_of(angle))});
        EXPECT_LT(energy(e.system, e.positions), -0.2);
        e.system.set_orientations({well(i, j, kind, (bin_of(angle) + 6) % orientation_bins)});
        EXPECT_GT(energy(e.system, e.positions), -0.01);
    }
}

TEST(OrientationTerms, SitesOnOneSpotFeelNothing) {
    auto e = prct::testing::make_example({4}, prct::testing::Shape::coil, 3);
    for (int k = 0; k < 9; ++k) e.positions[27 + k] = e.positions[k];
    e.system.set_orientations({well(0, 3, OrientationKind::omega, 3), well(0, 3, OrientationKind::theta, 3),
                               well(0, 3, OrientationKind::phi, 3)});
    EXPECT_EQ(energy(e.system, e.positions), 0);
}

TEST(OrientationTerms, WhatCannotBeUsedIsRefused) {
    System s = System::from_sequences({"AAAAA"});
    EXPECT_THROW(s.set_orientations({well(0, 5, OrientationKind::omega, 3)}), InputError);
    EXPECT_THROW(s.set_orientations({well(-1, 3, OrientationKind::omega, 3)}), InputError);
    EXPECT_THROW(s.set_orientations({well(3, 3, OrientationKind::omega, 3)}), InputError);
    Orientation o = well(0, 3, OrientationKind::phi, 3);
    o.coefficients[0] = 1;
    EXPECT_THROW(s.set_orientations({o}), InputError);
    o = well(0, 3, OrientationKind::theta, 3);
    o.coefficients[7] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(s.set_orientations({o}), InputError);
    EXPECT_TRUE(s.orientations.empty());
}

}  // namespace
