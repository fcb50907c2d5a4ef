#include "prct/physics/ca_terms.h"

#include <gtest/gtest.h>

namespace {

using namespace prct;

constexpr Vec4 kAt{3.0, -2.0, 4.0, 1.0};  // √30 from the origin

/// The slope of an energy along an axis of kAt, by central differences.
template <class Energy>
double slope(double Vec4::*axis, Energy&& energy) {
    constexpr double h = 1e-5;
    Vec4 up = kAt, down = kAt;
    up.*axis += h;
    down.*axis -= h;
    return (energy(up) - energy(down)) / (2 * h);
}

template <class Share>
void expect_gradient(Share&& share) {
    const Vec4 g = share(kAt).gradient;
    for (const auto axis : {&Vec4::x, &Vec4::y, &Vec4::z, &Vec4::w})
        EXPECT_NEAR(g.*axis, slope(axis, [&](const Vec4& r) { return share(r).energy; }), 1e-7);
}

TEST(CaTerms, SpringsAndViolationsHaveTheGradientsOfTheirEnergies) {
    expect_gradient([](const Vec4& r) { return spring(r, 20.0, 3.8); });
    for (const Loss loss : {Loss::huber, Loss::geman_mcclure})
        for (const double width_a : {0.5, 4.0})
            for (const double bound_a : {3.0, 8.0}) {  // violated from above, and from below
                expect_gradient([&](const Vec4& r) {
                    return violation_cost(r, violation_of(r, bound_a, bound_a), 0.7, loss, width_a);
                });
            }
}

TEST(CaTerms, LossesAreSquaresOfSmallViolationsAndDifferForLargeOnes) {
    for (const Loss loss : {Loss::huber, Loss::geman_mcclure}) EXPECT_NEAR(loss_of(loss, 0.01, 4.0).energy, 1e-4, 1e-8);
    EXPECT_DOUBLE_EQ(loss_of(Loss::huber, 10.0, 4.0).slope, 8.0);
    EXPECT_DOUBLE_EQ(loss_of(Loss::huber, 10.0, 4.0).energy, 64.0);
    EXPECT_LT(loss_of(Loss::geman_mcclure, 1000.0, 4.0).energy, 16.0);
}

TEST(CaTerms, WithinItsBoundsNothingIsViolated) {
    EXPECT_LE(violation_of(kAt, 5.0, 6.0).by, 0.0);
    EXPECT_GT(violation_of(kAt, 5.6, 6.0).by, 0.0);
    EXPECT_EQ(violation_of(kAt, 5.6, 6.0).side, -1.0);
    EXPECT_EQ(violation_of(kAt, 5.0, 5.4).side, 1.0);
}

TEST(CaTerms, APairAtOnePointHasAFiniteGradient) {
    EXPECT_TRUE(std::isfinite(norm(spring(Vec4Of<float>{}, 5.0f, 4.0f).gradient)));
}

}  // namespace
