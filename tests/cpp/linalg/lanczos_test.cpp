#include "prct/linalg/lanczos.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

using namespace prct;

TEST(Tridiagonal, MatchesTheClosedFormOfTheLaplacianChain) {
    const int n = 40;
    const std::vector<double> diagonal(n, 2.0), off(n - 1, -1.0);
    const auto pairs = tridiagonal_eigen(diagonal, off);
    for (int k = 0; k < n; ++k) {
        const double want = 2.0 - 2.0 * std::cos(std::numbers::pi * (n - k) / (n + 1));
        EXPECT_NEAR(pairs.values[k], want, 1e-12);
    }
}

TEST(Lanczos, FindsTheLargestPairsOfAKnownSpectrum) {
    // A = D + rank one; compared with the residual, which needs no oracle.
    const std::int32_t n = 300;
    const auto product = [&](std::span<const double> x, std::span<double> y) {
        double sum = 0.0;
        for (const double v : x) sum += v;
        for (std::int32_t i = 0; i < n; ++i) y[i] = (i % 17 - 12.0) * x[i] + 0.1 * sum;
    };
    const auto pairs = lanczos_largest(n, 3, product);
    std::vector<double> y(n);
    for (int k = 0; k < 3; ++k) {
        const std::span<const double> x(&pairs.vectors[k * n], n);
        product(x, y);
        double residual = 0.0, norm = 0.0;
        for (std::int32_t i = 0; i < n; ++i) {
            residual += std::pow(y[i] - pairs.values[k] * x[i], 2);
            norm += x[i] * x[i];
        }
        EXPECT_NEAR(norm, 1.0, 1e-10);
        EXPECT_LT(std::sqrt(residual), 1e-5 * pairs.values[0]);
    }
    // Trace of the rank-one part bounds the top: Perron vector of 0.1·ones alone has 30.
    EXPECT_GT(pairs.values[0], 20.0);
    EXPECT_GE(pairs.values[0], pairs.values[1]);
    EXPECT_LE(pairs.values[1], 4.0 + 1e-6);
}

TEST(Lanczos, SurvivesAnInvariantSubspace) {
    const auto identity = [](std::span<const double> x, std::span<double> y) {
        std::copy(x.begin(), x.end(), y.begin());
    };
    const auto pairs = lanczos_largest(10, 3, identity);
    for (const double v : pairs.values) EXPECT_NEAR(v, 1.0, 1e-12);
}
