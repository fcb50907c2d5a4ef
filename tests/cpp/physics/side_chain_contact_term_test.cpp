#include "prct/physics/side_chain_contact_term.h"

#include <gtest/gtest.h>

namespace prct {
namespace {

constexpr SideChainContact<double> contact{6.0, 1.05, 0.9, 0.2, 0.3, 10.0, 5.0};

double at(int i, int j, double r_a) { return side_chain_contact(contact, i, j, r_a * r_a); }

TEST(SideChainContactTerm, HasItsMinimumAtTheScaledSumOfTheRadii) {
    const double carbon = 1.05 * 2 * 1.88, polar = 0.9 * (1.64 + 1.42);
    EXPECT_NEAR(at(kCarbonAliphatic, kCarbonAliphatic, carbon), -0.2, 1e-6);
    EXPECT_NEAR(at(kNitrogen, kOxygen, polar), -0.3, 1e-6);
    for (const double step : {-0.05, 0.05}) {
        EXPECT_GT(at(kCarbonAliphatic, kCarbonAliphatic, carbon + step), -0.2);
        EXPECT_GT(at(kNitrogen, kOxygen, polar + step), -0.3);
    }
    EXPECT_NEAR(at(kCarbonBare, kOxygen, 1.05 * (1.61 + 1.42)), -0.2, 1e-6);
}

TEST(SideChainContactTerm, IsCappedBoundedAndSymmetric) {
    EXPECT_DOUBLE_EQ(at(kCarbonAliphatic, kCarbonAliphatic, 0.0), 10.0);
    EXPECT_DOUBLE_EQ(at(kCarbonAliphatic, kCarbonAliphatic, 1.0), 10.0);
    EXPECT_DOUBLE_EQ(at(kCarbonAliphatic, kCarbonAliphatic, 6.0), 0.0);
    EXPECT_LT(at(kCarbonAliphatic, kCarbonAliphatic, 5.99), 0.0);
    for (int i = 0; i < kAtomKinds; ++i)
        for (int j = 0; j < kAtomKinds; ++j) EXPECT_DOUBLE_EQ(at(i, j, 3.0), at(j, i, 3.0));
}

TEST(SideChainContactTerm, GainsByADisulfideBetweenThiolsOnly) {
    EXPECT_DOUBLE_EQ(at(kThiol, kThiol, 2.05), -5.0);
    EXPECT_DOUBLE_EQ(at(kThiol, kThiol, 1.5), 10.0);
    EXPECT_GT(at(kThiol, kThiol, 2.7), 0.0);
    EXPECT_DOUBLE_EQ(at(kThiol, kSulfur, 2.05), 10.0);
}

}  // namespace
}  // namespace prct
