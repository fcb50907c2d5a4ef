#include "prct/scoring/gdt.hpp"

#include <gtest/gtest.h>

#include "traces.hpp"

namespace {

TEST(Gdt, OneForARigidMotionOnly) {
    const auto native = prct::testing::wandering_trace(90, 1);
    const auto same = prct::gdt(prct::PairedTrace(prct::testing::turned(native), native));
    EXPECT_DOUBLE_EQ(same.total_score(), 1.0);
    EXPECT_DOUBLE_EQ(same.high_accuracy(), 1.0);
    EXPECT_LT(prct::gdt(prct::PairedTrace(prct::testing::mirrored(native), native)).total_score(), 0.7);
}

TEST(Gdt, EveryCutoffHasItsOwnSuperposition) {  // three rigid blocks of 20, 40 and 60, far apart in the model
    const auto native = prct::testing::wandering_trace(120, 2);
    auto model = native;
    for (std::size_t k = 20; k < 60; ++k) model[k].x += 1e4;
    for (std::size_t k = 60; k < 120; ++k) model[k].y += 1e4;
    const auto found = prct::gdt(prct::PairedTrace(model, native));
    for (const double fraction : found.fraction) EXPECT_DOUBLE_EQ(fraction, 0.5);
    EXPECT_DOUBLE_EQ(found.total_score(), 0.5);
}

TEST(Gdt, ScoresAreMeansOfTheirCutoffs) {
    const prct::Gdt result{{0.1, 0.2, 0.4, 0.6, 1.0}};
    EXPECT_NEAR(result.total_score(), 0.55, 1e-12);
    EXPECT_NEAR(result.high_accuracy(), 0.325, 1e-12);
}

TEST(Gdt, FractionsGrowWithTheCutoff) {
    const auto native = prct::testing::wandering_trace(75, 3);
    const auto found = prct::gdt(prct::PairedTrace(prct::testing::shaken(native, 2.0, 4), native));
    for (std::size_t c = 1; c < found.fraction.size(); ++c) EXPECT_GE(found.fraction[c], found.fraction[c - 1]);
    EXPECT_LT(found.fraction[0], found.fraction[4]);
}

}  // namespace
