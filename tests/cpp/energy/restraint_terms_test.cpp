#include "prct/energy/restraint_terms.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "physics/central_difference.hpp"
#include "prct/physics/virtual_sites.h"

namespace {

using namespace prct;
using prct::testing::Points;

/// Residues whose CB stand on a line, 3 Å apart.
Sites line(int residues) {
    Sites sites(static_cast<std::size_t>(residues) * kSites);
    for (int i = 0; i < residues; ++i) sites[i * kSites + kSiteCB] = {3.0 * i, 0.1 * i, 0};
    return sites;
}

Restraint contact(int i, int j, double lower, double upper, double weight = 1, int group = -1, int spline = -1) {
    return {i, j, kSiteCB, kSiteCB, lower, upper, 1.0, weight, group, spline};
}

double energy(const System& system, const Sites& sites, const std::vector<double>& alpha, Sites& gradient,
              double saturation = 0) {
    TermScales scales;
    scales.saturation = saturation;
    EnergyTerms terms;
    gradient.assign(sites.size(), {});
    add_restraints(system, scales, sites, alpha, terms, gradient);
    EXPECT_EQ(terms.total(), terms.value[kContact]);
    return terms.value[kContact];
}

TEST(RestraintTerms, WithinItsBoundsARestraintIsAtRest) {
    System s = System::from_sequences({"AAAAA"});
    s.set_restraints({contact(0, 4, 4, 12.5)});
    Sites g;
    EXPECT_EQ(energy(s, line(5), {}, g), 0);
    for (const auto& v : g) EXPECT_EQ(norm(v), 0);
}

TEST(RestraintTerms, LossAndSlopeAgreeWithTheClosedForm) {
    System s = System::from_sequences({"AAAAA"});
    s.force_field.huber_delta = 2;
    s.force_field.log_c = 3;
    double slope;
    EXPECT_NEAR(restraint_loss(s, contact(0, 4, 0, 8), 11, 0, slope), 4 * (std::sqrt(1 + 9 / 4.0) - 1), 1e-12);
    EXPECT_NEAR(slope, 3 / std::sqrt(1 + 9 / 4.0), 1e-12);
    EXPECT_NEAR(restraint_loss(s, contact(0, 4, 6, 8), 3, 1, slope), 4.5 * std::log(2), 1e-12);
    EXPECT_NEAR(slope, -3 / 2.0, 1e-12);
}

TEST(RestraintTerms, AlphaAndWeightScaleEachRestraint) {
    System s = System::from_sequences({"AAAAA"});
    Sites g;
    s.set_restraints({contact(0, 4, 0, 8)});
    const double one = energy(s, line(5), {}, g);
    s.set_restraints({contact(0, 4, 0, 8, 3.0)});
    EXPECT_GT(one, 0);
    EXPECT_NEAR(energy(s, line(5), {0.5}, g), 1.5 * one, 1e-12);
    EXPECT_EQ(energy(s, line(5), {0.0}, g), 0);
}

TEST(RestraintTerms, OneMemberOfAGroupIsEnough) {
    System s = System::from_sequences({"AAAAAAA"});
    s.set_restraints({contact(0, 2, 0, 8, 1, 7), contact(0, 6, 0, 8, 1, 7), contact(1, 6, 0, 8)});
    EXPECT_EQ(restraint_run(s.restraints, 0).last, 2u);
    EXPECT_EQ(restraint_run(s.restraints, 2).last, 3u);
    Sites g;
    EXPECT_EQ(energy(s, line(7), {1, 1, 0}, g), 0) << "the near member satisfies the group";
    s.set_restraints({contact(0, 2, 0, 8), contact(0, 6, 0, 8), contact(1, 6, 0, 8)});
    EXPECT_GT(energy(s, line(7), {1, 1, 0}, g), 1);
}

TEST(RestraintTerms, GradientIsThatOfTheEnergyAndBalances) {
    System s = System::from_sequences({"AAAAAAA"});
    const DistanceSpline spline{{4, 9, 14}, {1.0, -0.5, 0.0}, {-1.0, 0.1, 0.0}};
    s.set_restraints({contact(0, 3, 0, 4, 0.7, 1), contact(1, 5, 0, 4, 0.7, 1), contact(0, 5, 18, 20),
                      contact(2, 6, 4, 9, 1, -1, 0)},
                     {spline});
    for (const double saturation : {0.0, 0.5, 1.0}) {
        const Sites sites = line(7);
        Sites g, unused;
        energy(s, sites, {}, g, saturation);
        const auto of = [&](const Points& p) { return energy(s, p, {}, unused, saturation); };
        prct::testing::expect_gradient(of, sites, g, 1e-7);
        prct::testing::expect_balance(sites, g);
    }
}

}  // namespace
