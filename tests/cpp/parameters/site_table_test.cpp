#include "prct/parameters/site_table.h"

#include <gtest/gtest.h>

#include <string_view>

namespace {

constexpr std::string_view residues = "ACDEFGHIKLMNPQRSTVWY";
enum { N, CA, C, O, CB, SC, sites };

double side_chain(char residue) { return prct::kSideChainDistance_a[residues.find(residue)]; }

TEST(SiteTable, SideChainsReachAsFarAsTheyAreLong) {
    EXPECT_EQ(side_chain('G'), 0.0);
    EXPECT_NEAR(side_chain('A'), 1.53, 0.02);     // CB itself
    EXPECT_LT(side_chain('P'), side_chain('A'));  // the ring turns back
    EXPECT_LT(side_chain('S'), side_chain('D'));
    EXPECT_LT(side_chain('D'), side_chain('E'));
    for (const char r : residues) EXPECT_LE(side_chain(r), side_chain('R')) << r;
}

TEST(SiteTable, RepulsionIsSymmetricAndLetsHydrogenBondsForm) {
    for (int a = 0; a < sites; ++a)
        for (int b = 0; b < sites; ++b) {
            EXPECT_EQ(prct::repulsion_sigma_a(a, b), prct::repulsion_sigma_a(b, a));
            EXPECT_GE(prct::repulsion_sigma_a(a, b), prct::repulsion_sigma_a(N, O));
            EXPECT_LT(prct::repulsion_sigma_a(a, b), 4.5);
        }
    EXPECT_LT(prct::repulsion_sigma_a(N, O), 2.8);
    EXPECT_GT(prct::repulsion_sigma_a(CA, CA), 3.8);
}

}  // namespace
