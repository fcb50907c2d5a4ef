#include "prct/geometry/build_coordinates.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "prct/error.hpp"
#include "prct/physics/vec3.h"
#include "resonance/traces.hpp"

using namespace prct;

namespace {

Vec3<double> atom(const std::vector<double>& x, int k) { return {x[3 * k], x[3 * k + 1], x[3 * k + 2]}; }

double length(const std::vector<double>& x, int a, int b) { return norm(atom(x, a) - atom(x, b)); }

std::vector<double> random_torsions(int n, unsigned seed) {
    std::mt19937 rng(seed);
    std::vector<double> t(3 * n);
    for (auto& v : t) v = (static_cast<double>(rng() % 20000) / 10000.0 - 1.0) * 3.1;
    return t;
}

std::vector<double> alphas(const std::vector<double>& backbone) {
    std::vector<double> ca;
    for (std::size_t k = 0; k < backbone.size() / 9; ++k)
        ca.insert(ca.end(), backbone.begin() + 9 * k + 3, backbone.begin() + 9 * k + 6);
    return ca;
}

}  // namespace

TEST(BuildCoordinates, TorsionsComeBack) {
    const std::vector<std::int32_t> starts{0, 15, 30};
    const auto t = random_torsions(30, 3);
    const auto got = backbone_torsions(starts, backbone_from_torsions(starts, t));
    for (int v = 0; v < 30; ++v)
        for (int k = 0; k < 3; ++k) {
            const bool none = k == 0 ? v % 15 == 0 : v % 15 == 14;
            if (none)
                EXPECT_TRUE(std::isnan(got[3 * v + k]));
            else
                EXPECT_NEAR(std::remainder(got[3 * v + k] - t[3 * v + k], 2.0 * std::numbers::pi), 0.0, 1e-9);
        }
}

TEST(BuildCoordinates, BondsAndAnglesAreIdeal) {
    const std::vector<std::int32_t> starts{0, 20};
    const auto x = backbone_from_torsions(starts, random_torsions(20, 4));
    for (int v = 0; v < 20; ++v) {
        EXPECT_NEAR(length(x, 3 * v, 3 * v + 1), ideal::kNitrogenAlphaA, 1e-9);
        EXPECT_NEAR(length(x, 3 * v + 1, 3 * v + 2), ideal::kAlphaCarbonA, 1e-9);
        if (v + 1 < 20) EXPECT_NEAR(length(x, 3 * v + 2, 3 * v + 3), ideal::kCarbonNitrogenA, 1e-9);
        const double cosine = (ideal::kNitrogenAlphaA * ideal::kNitrogenAlphaA +
                               ideal::kAlphaCarbonA * ideal::kAlphaCarbonA - std::pow(length(x, 3 * v, 3 * v + 2), 2)) /
                              (2.0 * ideal::kNitrogenAlphaA * ideal::kAlphaCarbonA);
        EXPECT_NEAR(cosine, std::cos(ideal::kAngleNitrogenAlphaCarbon), 1e-9);
    }
}

/// Closed loop: ideal helices and strands come back from their CA alone.
TEST(BuildCoordinates, TraceOfHelixAndStrandGivesTheBackboneBack) {
    const std::vector<std::int32_t> starts{0, 24};
    for (const auto& [phi, psi] : {std::pair{-63.0, -42.0}, {-120.0, 130.0}, {-70.0, 145.0}}) {
        std::vector<double> t;
        for (int v = 0; v < 24; ++v) t.insert(t.end(), {phi * ideal::kDegree, psi * ideal::kDegree, std::numbers::pi});
        const auto want = backbone_from_torsions(starts, t);
        const auto got = backbone_from_trace(starts, alphas(want));
        double square = 0.0;
        for (std::size_t k = 9; k + 9 < want.size(); ++k) square += std::pow(got[k] - want[k], 2);
        EXPECT_LT(std::sqrt(square / (want.size() / 3.0 - 6.0)), 0.25) << phi << " " << psi;
    }
}

TEST(BuildCoordinates, CisPeptidesKeepTheirBonds) {
    const std::vector<std::int32_t> starts{0, 10};
    std::vector<double> t;
    for (int v = 0; v < 10; ++v) t.insert(t.end(), {-1.3, 2.4, v == 4 ? 0.0 : std::numbers::pi});
    const auto x = backbone_from_trace(starts, alphas(backbone_from_torsions(starts, t)));
    for (int v = 1; v < 8; ++v) {
        EXPECT_NEAR(length(x, 3 * v + 1, 3 * v + 2), ideal::kAlphaCarbonA, 0.1) << v;
        EXPECT_NEAR(length(x, 3 * v + 2, 3 * v + 3), ideal::kCarbonNitrogenA, 0.1) << v;
    }
}

TEST(BuildCoordinates, ShortAndDegenerateTracesGiveFiniteAtoms) {
    const std::vector<std::int32_t> starts{0, 1, 3, 6, 10};
    std::vector<double> straight;
    for (int v = 0; v < 10; ++v) straight.insert(straight.end(), {3.8 * v, 0.0, 0.0});
    for (const auto& trace : {straight, std::vector<double>(30, 0.0)})
        for (const double v : backbone_from_trace(starts, trace)) EXPECT_TRUE(std::isfinite(v));
}

TEST(BuildCoordinates, CarriesTheTraceAndRefusesAnotherLength) {
    const std::vector<std::int32_t> starts{0, 40};
    const auto trace = testing_traces::compact_chain(40, 6);
    EXPECT_EQ(alphas(backbone_from_trace(starts, trace)), trace);
    EXPECT_THROW(backbone_from_trace(starts, std::vector<double>(9)), InputError);
    EXPECT_THROW(backbone_from_torsions({}, trace), InputError);
}
