#include "prct/base/simd_pairs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

namespace simd = prct::simd;

template <class T>
void expect_gathered() {
    constexpr int width = simd::lanes<T>;
    std::vector<T> points(4 * 50);
    for (std::size_t k = 0; k < points.size(); ++k) points[k] = static_cast<T>(k);
    std::vector<std::int32_t> index(width);
    for (int k = 0; k < width; ++k) index[k] = (k * 29 + 7) % 50;
    const auto found = simd::gather<T>(points.data(), index.data());
    for (int k = 0; k < width; ++k) {
        EXPECT_EQ(found.x[k], T(4 * index[k]));
        EXPECT_EQ(found.y[k], T(4 * index[k] + 1));
        EXPECT_EQ(found.z[k], T(4 * index[k] + 2));
        EXPECT_EQ(found.charge[k], T(4 * index[k] + 3));
    }
}

TEST(SimdPairs, GatherFindsWholePoints) {
    expect_gathered<std::int32_t>();
    expect_gathered<float>();
    expect_gathered<double>();
}

template <class T>
void expect_whole_parts() {
    constexpr int width = simd::lanes<T>;
    simd::Vector<T> v;
    std::int32_t from[width], place[width];
    for (int k = 0; k < width; ++k) v[k] = T(0.75) * T(k), from[k] = 100 * k;
    const auto whole = simd::whole_part<T>(v, from, place);
    for (int k = 0; k < width; ++k) {
        EXPECT_EQ(whole[k], std::floor(T(0.75) * T(k)));
        EXPECT_EQ(place[k], 100 * k + 3 * k / 4);
    }
}

TEST(SimdPairs, WholePartsAreCountedFromAPlace) {
    expect_whole_parts<float>();
    expect_whole_parts<double>();
}

TEST(SimdPairs, InverseSquareRootKeepsItsStatedError) {
    for (double v = 1e-6; v < 1e13; v *= 1.37) {
        const float narrow = static_cast<float>(v);
        const double got = simd::inverse_square_root<float>(simd::splat(narrow))[1];
        EXPECT_NEAR(got * std::sqrt(static_cast<double>(narrow)), 1, 2e-7);
        EXPECT_NEAR(simd::inverse_square_root<double>(simd::splat(v))[1] * std::sqrt(v), 1, 4e-16);
    }
}

// Largest relative error of the exponential between `lowest` and 0.
template <class T>
double exponential_error(double lowest) {
    double worst = 0.0;
    for (int step = 0; step <= 200000; ++step) {
        const T v = static_cast<T>(lowest * step / 200000.0);
        const double exact = std::exp(static_cast<double>(v));
        worst = std::max(worst, std::abs(simd::exponential<T>(simd::splat(v))[0] - exact) / exact);
    }
    return worst;
}

TEST(SimdPairs, ExponentialKeepsItsStatedError) {
    EXPECT_LT(exponential_error<float>(-87.0), 2e-7);
    EXPECT_LT(exponential_error<double>(-708.0), 6e-16);
    EXPECT_EQ(simd::exponential<float>(simd::splat(0.0F))[0], 1.0F);
}

TEST(SimdPairs, SquareRootIsTheRoot) {
    for (const double v : {0.0, 1.0, 2.0, 1e-30, 1e30}) {
        EXPECT_EQ(simd::square_root<double>(simd::splat(v))[1], std::sqrt(v));
        EXPECT_EQ(simd::square_root<float>(simd::splat(static_cast<float>(v)))[1], std::sqrt(static_cast<float>(v)));
    }
}

}  // namespace
