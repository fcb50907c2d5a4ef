#include "prct/parameters/amide_coupling_table.h"

#include <gtest/gtest.h>

namespace {

using namespace prct;

TEST(AmideCouplingTable, GoesOnAfterOneTurnAndIsAchiral) {
    constexpr int n = kAmideCouplingNodes;
    for (int k = 0; k <= n; ++k) {
        EXPECT_EQ(amide_coupling_node_cm1(0, k), amide_coupling_node_cm1(n, k));
        EXPECT_EQ(amide_coupling_node_cm1(k, 0), amide_coupling_node_cm1(k, n));
        for (int m = 0; m <= n; ++m) EXPECT_EQ(amide_coupling_node_cm1(k, m), amide_coupling_node_cm1(n - k, n - m));
    }
}

TEST(AmideCouplingTable, HoldsWhatWasPublished) {
    EXPECT_EQ(amide_coupling_node_cm1(4, 4), 9.37);    // φ, ψ = -60°, -60°
    EXPECT_EQ(amide_coupling_node_cm1(2, 10), 3.56);   // -120°, 120°
    EXPECT_EQ(amide_coupling_node_cm1(6, 0), 21.43);   // 0°, 180°
    EXPECT_EQ(amide_coupling_node_cm1(6, 6), -14.53);  // 0°, 0°
}

}  // namespace
