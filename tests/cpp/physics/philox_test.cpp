#include "prct/physics/philox.h"

#include <gtest/gtest.h>

namespace {

using prct::philox;

// Known answers of Philox 4x32-10 (Salmon et al., SC'11; the Random123 distribution).
TEST(Philox, KnownAnswers) {
    const auto zero = philox(0, 0, 0);
    EXPECT_EQ(zero.v[0], 0x6627e8d5u);
    EXPECT_EQ(zero.v[1], 0xe169c58du);
    EXPECT_EQ(zero.v[2], 0xbc57ac4cu);
    EXPECT_EQ(zero.v[3], 0x9b00dbd8u);
    const auto ones = philox(~0ull, ~0ull, ~0ull);
    EXPECT_EQ(ones.v[0], 0x408f276du);
    EXPECT_EQ(ones.v[1], 0x41c83b0eu);
    EXPECT_EQ(ones.v[2], 0xa20bc7c6u);
    EXPECT_EQ(ones.v[3], 0x6d5451fdu);
    const auto pi = philox(0x299f31d0a4093822ull, 0x85a308d3243f6a88ull, 0x0370734413198a2eull);
    EXPECT_EQ(pi.v[0], 0xd16cfe09u);
    EXPECT_EQ(pi.v[1], 0x94fdccebu);
    EXPECT_EQ(pi.v[2], 0x5001e420u);
    EXPECT_EQ(pi.v[3], 0x24126ea1u);
}

TEST(Philox, NormalsHaveTheirMoments) {
    double sum = 0, square = 0, fourth = 0;
    constexpr int pairs = 50000;
    for (int k = 0; k < pairs; ++k) {
        const auto p = philox(5, k, 7);
        double a, b;
        prct::normal_pair(p.v[0], p.v[1], a, b);
        sum += a + b;
        square += a * a + b * b;
        fourth += a * a * a * a + b * b * b * b;
    }
    const double n = 2.0 * pairs;
    EXPECT_LT(std::abs(sum / n), 4 / std::sqrt(n));
    EXPECT_NEAR(square / n, 1, 4 * std::sqrt(2 / n));
    EXPECT_NEAR(fourth / n, 3, 4 * std::sqrt(96 / n));
}

}  // namespace
