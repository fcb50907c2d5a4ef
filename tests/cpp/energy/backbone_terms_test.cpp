#include "prct/energy/backbone_terms.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/synthetic_chain.hpp"
#include "prct/energy/chain_geometry.h"

namespace {

using namespace prct;

constexpr double kDegree = prct::testing::degree;

/// Ideal helix of alanines in chains of the given lengths.
std::pair<System, Sites> helices(const std::vector<int>& lengths) {
    std::vector<std::string> sequences;
    std::vector<double> flat;
    for (const int length : lengths) {
        sequences.emplace_back(length, 'A');
        const auto atoms =
            prct::testing::ideal_chain(length, {0, 0, 20.0 * static_cast<double>(sequences.size())}, [](int) {
                return std::pair{-60 * kDegree, -45 * kDegree};
            });
        for (const auto& p : atoms) flat.insert(flat.end(), {p.x, p.y, p.z});
    }
    System system = System::from_sequences(sequences);
    Sites sites;
    build_sites(system, flat, sites);
    return {std::move(system), std::move(sites)};
}

TEST(ChainGeometry, CosinesAreThoseOfTheAngles) {
    EXPECT_NEAR(kCosNCaC, std::cos(111.0 * kDegree), 1e-7);
    EXPECT_NEAR(kCosCaCN, std::cos(117.2 * kDegree), 1e-7);
    EXPECT_NEAR(kCosCNCa, std::cos(121.7 * kDegree), 1e-7);
}

TEST(BackboneTerms, TorsionsAreMeasuredAndMissingAtChainEnds) {
    const auto [system, sites] = helices({4, 3});
    const Torsions t = backbone_torsions(system, sites);
    for (int i = 0; i < 7; ++i) {
        const bool first = i == 0 || i == 4, last = i == 3 || i == 6;
        EXPECT_EQ(std::isnan(t.phi[i]), first) << i;
        EXPECT_EQ(std::isnan(t.psi[i]), last) << i;
        EXPECT_EQ(std::isnan(t.omega[i]), last) << i;
        if (!first) {
            EXPECT_NEAR(t.phi[i], -60 * kDegree, 1e-9) << i;
        }
        if (!last) {
            EXPECT_NEAR(t.psi[i], -45 * kDegree, 1e-9) << i;
        }
        if (!last) {
            EXPECT_NEAR(t.omega[i], 179 * kDegree, 1e-9) << i;
        }
    }
}

TEST(BackboneTerms, AnIdealChainIsNotStrained) {
    const auto [system, sites] = helices({6});
    EnergyTerms terms;
    Sites g(sites.size());
    add_geometry(system, {}, sites, terms, g);
    EXPECT_LT(terms.value[kBond], 1e-5);
    EXPECT_LT(terms.value[kAngle], 1e-5);
    EXPECT_GT(terms.value[kOmega], 0) << "the peptides are turned by 1 degree";
}

TEST(BackboneTerms, AStretchedBondCostsItsSpring) {
    auto [system, sites] = helices({2});
    TermScales scales;
    scales.factor.fill(0);
    scales.factor[kBond] = 1;
    EnergyTerms ideal, stretched;
    Sites g(sites.size());
    add_geometry(system, scales, sites, ideal, g);
    auto& n = sites[kSiteN];
    n = sites[kSiteCA] + ((kBondNCa_a + 0.1) / norm(n - sites[kSiteCA])) * (n - sites[kSiteCA]);
    add_geometry(system, scales, sites, stretched, g);
    const double spring = stretched.value[kBond] - ideal.value[kBond];
    EXPECT_NEAR(spring / (system.force_field.bond_k * 0.01), 1, 1e-3);
}

}  // namespace
