#include "prct/engine/terms.hpp"

#include <gtest/gtest.h>

#include <set>

#include "prct/engine/term.h"

namespace {

using namespace prct;

TEST(Terms, EveryTermHasANameOfItsOwn) {
    EXPECT_EQ(std::set<std::string_view>(kTermNames.begin(), kTermNames.end()).size(), std::size_t(kTerms));
    EXPECT_EQ(kTermNames[kContact], "contact");
    EXPECT_EQ(kTermNames[kCoherence], "coherence");
}

TEST(Terms, PhysicsIsAllButTheRestraints) {
    EnergyTerms e;
    for (int k = 0; k < kTerms; ++k) e.value[k] = 1 << k;
    EXPECT_EQ(e.total(), (1 << kTerms) - 1);
    EXPECT_EQ(e.physics(), e.total() - (1 << kContact) - (1 << kAbsence) - (1 << kOrientation));
}

TEST(Terms, ScalesBeginAtOne) {
    const TermScales scales;
    for (const double factor : scales.factor) EXPECT_EQ(factor, 1);
    EXPECT_EQ(scales.saturation, 0);
}

}  // namespace
