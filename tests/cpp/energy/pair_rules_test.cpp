#include "prct/energy/pair_rules.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "prct/energy/pair_separations.h"
#include "prct/engine/force_field.hpp"

namespace {

using namespace prct;

int code(char letter) { return static_cast<int>(std::string(kResidueLetters).find(letter)); }

TEST(PairRules, SeparationCountsWithinAChainOnly) {
    const System s = System::from_sequences({"AAA", "AAA"});
    EXPECT_TRUE(too_near(s, 1, 2, 2));
    EXPECT_FALSE(too_near(s, 0, 2, 2));
    EXPECT_FALSE(too_near(s, 2, 3, 2)) << "neighbours in number, but of two chains";
}

TEST(PairRules, ExcludedVolumeLeavesOutWhatTheTorsionsHold) {
    const System s = System::from_sequences({"AAAAA"});
    EXPECT_FALSE(repels(s, 1, kSiteCB, 2, kSiteCB));
    EXPECT_FALSE(repels(s, 1, kSiteC, 3, kSiteN));
    EXPECT_FALSE(repels(s, 3, kSiteN, 1, kSiteC)) << "the order of the pair does not matter";
    EXPECT_TRUE(repels(s, 1, kSiteN, 3, kSiteC));
    EXPECT_TRUE(repels(s, 1, kSiteC, 4, kSiteN));
}

TEST(PairRules, SitesOfSpecialResidues) {
    EXPECT_FALSE(has_repulsive_site(code('G'), kSiteCB));
    EXPECT_FALSE(has_repulsive_site(code('G'), kSiteSC));
    EXPECT_TRUE(has_repulsive_site(code('A'), kSiteCB));
    EXPECT_FALSE(has_repulsive_site(code('A'), kSiteSC));
    EXPECT_TRUE(has_repulsive_site(code('W'), kSiteSC));
    EXPECT_FALSE(has_repulsive_site(code('W'), kSiteH));
    EXPECT_FALSE(is_donor(code('P')));
    EXPECT_TRUE(is_donor(code('G')));
}

TEST(PairRules, ChargesFollowHendersonHasselbalch) {
    EXPECT_NEAR(side_chain_charge(code('H'), 6.5), 0.5, 1e-12) << "half charged at its pKa";
    EXPECT_NEAR(side_chain_charge(code('D'), 3.9), -0.5, 1e-12);
    EXPECT_NEAR(side_chain_charge(code('K'), 10.4 - 2), 1 / 1.01, 1e-12);
    EXPECT_NEAR(side_chain_charge(code('E'), 4.3 - 3), -1 / 1001.0, 1e-12);
    EXPECT_EQ(side_chain_charge(code('L'), 7), 0);
}

TEST(PairRules, EveryChainHasTwoChargedEnds) {
    const auto sites = charge_sites(System::from_sequences({"ADA", "LL"}));
    ASSERT_EQ(sites.size(), 5u);
    EXPECT_EQ(sites[0].residue, 0);
    EXPECT_EQ(sites[0].site, kSiteN);
    EXPECT_GT(sites[0].charge_e, 0.9);
    EXPECT_EQ(sites[1].residue, 1);
    EXPECT_EQ(sites[1].site, kSiteSC);
    EXPECT_EQ(sites[4].residue, 4);
    EXPECT_EQ(sites[4].site, kSiteC);
    EXPECT_LT(sites[4].charge_e, -0.9);
}

TEST(PairRules, MoreSaltScreensNearer) {
    ForceField salty, pure;
    salty.ionic_strength = 1.0;
    pure.ionic_strength = 0.01;
    EXPECT_NEAR(std::sqrt(screened_coulomb(pure).cutoff2 / screened_coulomb(salty).cutoff2), 10, 1e-9)
        << "the Debye length falls with the square root of the ionic strength";
}

}  // namespace
