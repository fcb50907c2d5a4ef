#include "prct/physics/double_double.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace {

using prct::DoubleDouble;

double distance(const DoubleDouble& a, const DoubleDouble& b) { return std::abs(static_cast<double>(a - b)); }

TEST(DoubleDouble, SumsAndProductsOfIntegersAreExact) {
    std::mt19937_64 generator(1);
    int inexact = 0;
    for (int k = 0; k < 20000; ++k) {
        const auto draw = [&] { return static_cast<double>(static_cast<std::int64_t>(generator()) >> 11); };
        const double a = draw(), b = std::ldexp(draw(), k % 40), c = draw();
        const auto sum = prct::exact_sum(a, b), product = prct::exact_product(a, c);
        ASSERT_EQ(static_cast<__int128>(sum.high) + static_cast<__int128>(sum.low),
                  static_cast<__int128>(a) + static_cast<__int128>(b));
        ASSERT_EQ(static_cast<__int128>(product.high) + static_cast<__int128>(product.low),
                  static_cast<__int128>(a) * static_cast<__int128>(c));
        inexact += product.low != 0;
    }
    EXPECT_GT(inexact, 10000);
}

/// In a function of its own, so that the compiler has no other use of the product than the sum.
__attribute__((noinline)) DoubleDouble sum_after_product(double a, double b, double c) {
    return prct::exact_sum(prct::rounded_product(a, b), c);
}

TEST(DoubleDouble, AProductIsRoundedBeforeItIsSummed) {
    std::mt19937_64 generator(4);
    std::uniform_real_distribution<double> draw(-1, 1);
    for (int k = 0; k < 1000; ++k) {
        const double a = draw(generator), b = draw(generator);
        const DoubleDouble product = prct::exact_product(a, b);
        ASSERT_EQ(sum_after_product(a, b, -product.high).high, 0.0);
    }
}

DoubleDouble arctangent_of_reciprocal(double n) {
    DoubleDouble term = DoubleDouble(1.0) / DoubleDouble(n), sum = term;
    const DoubleDouble square = DoubleDouble(n * n);
    for (int k = 1; k < 50; ++k) {
        term = -(term / square);
        sum = sum + term / DoubleDouble(2.0 * k + 1);
    }
    return sum;
}

TEST(DoubleDouble, FindsPiAndEulersNumber) {
    const DoubleDouble pi =
        DoubleDouble(16.0) * arctangent_of_reciprocal(5) - DoubleDouble(4.0) * arctangent_of_reciprocal(239);
    EXPECT_LT(distance(pi, {3.141592653589793116, 1.2246467991473532e-16}), 1e-31);
    DoubleDouble term = 1.0, e = 1.0;
    for (int k = 1; k < 30; ++k) {
        term = term / DoubleDouble(k);
        e = e + term;
    }
    EXPECT_LT(distance(e, {2.718281828459045091, 1.4456468917292502e-16}), 1e-31);
}

TEST(DoubleDouble, KeepsThirtyDigitsThroughTheFourOperations) {
    std::mt19937_64 generator(2);
    std::uniform_real_distribution<double> draw(0.5, 2.0);
    for (int k = 0; k < 20000; ++k) {
        const DoubleDouble a{draw(generator), draw(generator) * 1e-17}, b{-draw(generator), draw(generator) * 1e-17};
        EXPECT_LT(distance((a / b) * b, a), 4e-31);
        EXPECT_LT(distance((a + b) - b, a), 2e-31);
        EXPECT_LT(distance((a + b) * (a - b), a * a - b * b), 4e-31);
    }
    EXPECT_TRUE(DoubleDouble(1.0) < DoubleDouble(1.0, 1e-20));
    EXPECT_FALSE(DoubleDouble(1.0, 1e-20) == DoubleDouble(1.0));
}

TEST(DoubleDouble, SineAndCosine) {
    const DoubleDouble pi{3.141592653589793116, 1.2246467991473532e-16};
    EXPECT_LT(distance(prct::sincos(pi / DoubleDouble(6.0)).sin, 0.5), 1e-31);
    EXPECT_LT(distance(prct::sincos(pi / DoubleDouble(3.0)).cos, 0.5), 1e-31);
    std::mt19937_64 generator(3);
    std::uniform_real_distribution<double> draw(-50, 50);
    for (int k = 0; k < 5000; ++k) {
        const DoubleDouble a = draw(generator), b = draw(generator);
        const auto of_a = prct::sincos(a), of_b = prct::sincos(b), of_sum = prct::sincos(a + b);
        ASSERT_NEAR(of_a.sin.high, std::sin(a.high), 2e-16);
        ASSERT_NEAR(of_a.cos.high, std::cos(a.high), 2e-16);
        ASSERT_LT(distance(of_a.sin * of_a.sin + of_a.cos * of_a.cos, 1.0), 1e-30);
        ASSERT_LT(distance(of_a.sin * of_b.cos + of_a.cos * of_b.sin, of_sum.sin), 3e-30);
        ASSERT_LT(distance(of_a.cos * of_b.cos - of_a.sin * of_b.sin, of_sum.cos), 3e-30);
    }
}

}  // namespace
