#include "prct/geometry/torsion_space.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "prct/error.hpp"
#include "prct/geometry/build_coordinates.hpp"

using namespace prct;

namespace {

constexpr double kTrans = std::numbers::pi, kPlace = 20.0;

/// Chains of ideal geometry, φ ψ anywhere, ω trans with every fifth peptide cis, each chain moved apart.
std::vector<double> ideal_chains(const std::vector<std::int32_t>& starts, unsigned seed) {
    std::mt19937 rng(seed);
    std::uniform_real_distribution<double> angle(-3.1, 3.1), bend(-0.1, 0.1);
    std::vector<double> table(3 * static_cast<std::size_t>(starts.back()));
    for (std::size_t v = 0; v < table.size() / 3; ++v) {
        table[3 * v] = angle(rng);
        table[3 * v + 1] = angle(rng);
        table[3 * v + 2] = (v % 5 == 2 ? 0.0 : kTrans) + bend(rng);
    }
    auto x = backbone_from_torsions(starts, table);
    for (std::size_t c = 0; c + 1 < starts.size(); ++c)
        for (std::int32_t k = 9 * starts[c]; k < 9 * starts[c + 1]; ++k)
            x[k] += kPlace * static_cast<double>(c * (k % 3 + 1));
    return x;
}

/// Smooth, neither symmetric under motions nor short-ranged.
double wavy(std::span<const double> r, std::span<double> gradient) {
    double e = 0;
    for (std::size_t k = 0; k < r.size(); ++k) {
        const double phase = 0.1 * r[k] + static_cast<double>(k % 7);
        e += std::sin(phase);
        gradient[k] = 0.1 * std::cos(phase);
    }
    return e;
}

std::vector<double> shaken(std::vector<double> variables, double by, unsigned seed) {
    std::mt19937 rng(seed);
    std::uniform_real_distribution<double> shake(-by, by);
    for (double& v : variables) v += shake(rng);
    return variables;
}

}  // namespace

class TorsionSpaceOf : public testing::TestWithParam<std::vector<std::int32_t>> {};

TEST_P(TorsionSpaceOf, IdealChainsComeBackInPlace) {
    const auto x = ideal_chains(GetParam(), 1);
    const TorsionSpace space(GetParam(), x);
    const auto got = space.positions(space.start());
    for (std::size_t k = 0; k < x.size(); ++k) EXPECT_NEAR(got[k], x[k], 1e-8);
}

TEST_P(TorsionSpaceOf, GradientIsThatOfCentralDifferences) {
    const TorsionSpace space(GetParam(), ideal_chains(GetParam(), 2));
    for (const double by : {0.001, 0.7}) {
        auto v = shaken(space.start(), by, 3);
        const auto r = space.positions(v);
        std::vector<double> f(r.size()), g(v.size()), unused(r.size());
        wavy(r, f);
        space.gradient(v, r, f, g);
        constexpr double kStep = 1e-4;
        for (std::size_t k = 0; k < v.size(); ++k) {
            const double at = v[k];
            const auto energy = [&](double to) {
                v[k] = to;
                return wavy(space.positions(v), unused);
            };
            // Fourth order, so that what is left is rounding.
            const double slope =
                (8 * (energy(at + kStep) - energy(at - kStep)) - (energy(at + 2 * kStep) - energy(at - 2 * kStep))) /
                (12 * kStep);
            v[k] = at;
            EXPECT_NEAR(g[k], slope, 1e-6 * std::max(1.0, std::abs(slope))) << "variable " << k;
        }
    }
}

TEST_P(TorsionSpaceOf, BondsAndAnglesStayIdeal) {
    const auto& starts = GetParam();
    const TorsionSpace space(starts, ideal_chains(starts, 4));
    const auto r = space.positions(shaken(space.start(), 1.0, 5));
    const auto distance = [&](int a, int b) {
        return std::hypot(r[3 * a] - r[3 * b], r[3 * a + 1] - r[3 * b + 1], r[3 * a + 2] - r[3 * b + 2]);
    };
    const double bonds[] = {ideal::kNitrogenAlphaA, ideal::kAlphaCarbonA, ideal::kCarbonNitrogenA};
    const double angles[] = {ideal::kAngleNitrogenAlphaCarbon, ideal::kAngleAlphaCarbonNitrogen,
                             ideal::kAngleCarbonNitrogenAlpha};
    for (std::size_t c = 0; c + 1 < starts.size(); ++c)
        for (int a = 3 * starts[c]; a + 1 < 3 * starts[c + 1]; ++a) {
            EXPECT_NEAR(distance(a, a + 1), bonds[a % 3], 1e-8);
            if (a + 2 >= 3 * starts[c + 1]) continue;
            const double b = bonds[a % 3], d = bonds[(a + 1) % 3];
            EXPECT_NEAR(distance(a, a + 2), std::sqrt(b * b + d * d - 2 * b * d * std::cos(angles[a % 3])), 1e-8);
        }
}

INSTANTIATE_TEST_SUITE_P(Chains, TorsionSpaceOf,
                         testing::Values(std::vector<std::int32_t>{0, 1}, std::vector<std::int32_t>{0, 2},
                                         std::vector<std::int32_t>{0, 3}, std::vector<std::int32_t>{0, 30},
                                         std::vector<std::int32_t>{0, 9, 10, 24}));

TEST(TorsionSpace, ATurnBeyondTheRootLeavesTheRootInPlace) {
    const std::vector<std::int32_t> starts{0, 11};
    const TorsionSpace space(starts, ideal_chains(starts, 6));
    const auto before = space.positions(space.start());
    for (std::size_t k = 0; k < 30; ++k) {
        auto v = space.start();
        v[k] += 0.5;
        const auto after = space.positions(v);
        for (int a = 9 * 5; a < 9 * 6; ++a) EXPECT_NEAR(after[a], before[a], 1e-9);
        EXPECT_NEAR(after[0], before[0], k < 15 ? 1e9 : 1e-9);
    }
}

TEST(TorsionSpace, WhatDoesNotFitIsRefused) {
    const std::vector<std::int32_t> starts{0, 2};
    std::vector<double> x(18, 1.0);
    EXPECT_THROW(TorsionSpace(starts, std::span(x).first(9)), InputError);
    EXPECT_THROW(TorsionSpace(std::vector<std::int32_t>{0, 0, 2}, x), InputError);
    EXPECT_THROW(TorsionSpace(std::vector<std::int32_t>{1, 2}, x), InputError);
    x[7] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(TorsionSpace(starts, x), InputError);
}
