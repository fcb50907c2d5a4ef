// One test body, every platform: the fast ones against the plain loops.
#include <gtest/gtest.h>

#include "engine/synthetic_chain.hpp"
#include "kernels/fixed_point.h"
#include "parity/platforms.hpp"
#include "prct/engine/platform.hpp"
#include "prct/error.hpp"

namespace {

using namespace prct;
using prct::testing::Example;
using prct::testing::Shape;
using Parameters = std::tuple<std::string, std::vector<int>, Shape>;

struct Outcome {
    EnergyTerms terms;
    std::vector<double> gradient;
    bool single_parts = false;  ///< every part of a term is in single precision
    bool holds_forces = false;  ///< kernels hold forces to device::kLargestForce
};

Outcome evaluate(ForceContext& context, const Example& e, const TermScales& scales) {
    Outcome out{{}, std::vector<double>(e.positions.size())};
    out.terms = context.compute(e.positions, scales, e.alpha, out.gradient);
    return out;
}

bool is_gpu(const std::string& platform) { return platform.starts_with("cuda"); }

Outcome evaluate(const std::string& platform, const Example& e, const TermScales& scales) {
    Outcome out = evaluate(*make_platform(platform)->create(e.system), e, scales);
    out.single_parts = is_gpu(platform);
    return out;
}

double largest(const std::vector<double>& g) {
    double most = 0;
    for (const double v : g) most = std::max(most, std::abs(v));
    return most;
}

double rms(const std::vector<double>& g) {
    double sum = 0;
    for (const double v : g) sum += v * v;
    return std::sqrt(sum / static_cast<double>(g.size()));
}

double force_tolerance(const std::string& platform) { return platform == "cpu-f64" ? 1e-9 : 1e-5; }

/// Coordinates that single precision holds within a kilometre of chain, so that all platforms see the same.
void put_on_grid(std::vector<double>& positions) {
    for (double& x : positions) x = std::ldexp(std::nearbyint(std::ldexp(x, 14)), -14);
}

Example grid_example(const std::vector<int>& lengths, Shape shape, std::uint64_t seed) {
    Example e = prct::testing::make_example(lengths, shape, seed);
    put_on_grid(e.positions);
    return e;
}

/// `force_scale`: the rms force of the whole Hamiltonian, kcal/mol/Å.
void expect_same(const Outcome& got, const Outcome& want, double tolerance, double force_scale,
                 const std::string& what) {
    // Where one force stands out, by what single precision makes of it.
    force_scale = std::max(force_scale, 0.3 * largest(want.gradient));
    double worst = 0;
    for (std::size_t k = 0; k < want.gradient.size(); ++k)
        worst = std::max(worst, std::abs(got.gradient[k] - want.gradient[k]));
    if (got.holds_forces && largest(want.gradient) > device::kLargestForce)
        EXPECT_GT(largest(got.gradient), 0.3 * device::kLargestForce) << what;  // no trajectory goes on from there
    else
        EXPECT_LT(worst, tolerance * force_scale) << what;
    // A term is a sum of which parts cancel: single precision of the parts shows in what is left.
    const double energies = got.single_parts ? 3 * tolerance : tolerance;
    for (int t = 0; t < kTerms; ++t)
        EXPECT_NEAR(got.terms.value[t], want.terms.value[t], energies * (1 + std::abs(want.terms.value[t])))
            << what << ": " << kTermNames[t];
}

/// For atoms that are moved at random: single precision throughout has no answer to dipoles on one spot, whose force
/// has no bound.
TermScales shaken_scales(const std::string& platform) {
    TermScales scales;
    if (is_gpu(platform)) scales.factor[kDipole] = 0;
    return scales;
}

class Parity : public ::testing::TestWithParam<Parameters> {
   protected:
    void SetUp() override { PRCT_SKIP_WITHOUT(std::get<0>(GetParam())); }
};

TEST_P(Parity, AllTermsTogether) {
    const auto& [platform, lengths, shape] = GetParam();
    const Example e = grid_example(lengths, shape, 7);
    for (const double saturation : {0.0, 0.4, 1.0}) {
        TermScales scales;
        scales.saturation = saturation;
        const Outcome want = evaluate("reference", e, scales);
        expect_same(evaluate(platform, e, scales), want, force_tolerance(platform), rms(want.gradient), "all");
    }
}

TEST_P(Parity, EachTermAlone) {
    const auto& [platform, lengths, shape] = GetParam();
    const Example e = grid_example(lengths, shape, 11);
    const double force_scale = rms(evaluate("reference", e, TermScales{}).gradient);
    for (int t = 0; t < kTerms; ++t) {
        TermScales scales;
        scales.factor.fill(0.0);
        scales.factor[t] = 1.3;
        expect_same(evaluate(platform, e, scales), evaluate("reference", e, scales), force_tolerance(platform),
                    force_scale, std::string(kTermNames[t]));
    }
}

TEST_P(Parity, FarFromTheOriginAsNearIt) {
    const auto& [platform, lengths, shape] = GetParam();
    for (const double far_a : {300.0, 5000.0}) {
        Example e = grid_example(lengths, shape, 7);
        for (std::size_t k = 0; k < e.positions.size(); ++k) e.positions[k] += far_a * (k % 3 == 1 ? -0.6 : 0.56);
        put_on_grid(e.positions);
        const TermScales scales;
        const Outcome want = evaluate("reference", e, scales);
        expect_same(evaluate(platform, e, scales), want, force_tolerance(platform), rms(want.gradient), "far");
    }
}

/// Shakes the atoms `moves` times, and the whole by `drift_a` along x each time; every fourth time a context as old as
/// that is held against the reference.
void expect_lists_hold(const Parameters& parameters, std::uint64_t seed, int moves, double drift_a) {
    const auto& [platform, lengths, shape] = parameters;
    Example e = grid_example(lengths, shape, 13);
    const auto context = make_platform(platform)->create(e.system);
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    const TermScales scales = shaken_scales(platform);
    for (int move = 0; move < moves; ++move) {
        for (std::size_t k = 0; k < e.positions.size(); ++k)
            e.positions[k] += (k % 3 == 0 ? drift_a : 0.0) + 0.08 * normal(random);
        put_on_grid(e.positions);
        Outcome aged = evaluate(*context, e, scales);
        aged.single_parts = aged.holds_forces = is_gpu(platform);
        if (move % 4 != 3) continue;
        const Outcome want = evaluate("reference", e, scales);
        expect_same(aged, want, force_tolerance(platform), rms(want.gradient), "aged");
    }
}

TEST_P(Parity, ListsOfADriftingSystemGiveTheSame) { expect_lists_hold(GetParam(), 8, 20, 30.0); }

TEST_P(Parity, ListsOfAnyAgeGiveTheSame) { expect_lists_hold(GetParam(), 5, 40, 0.0); }

TEST_P(Parity, ResetMakesAContextAsGoodAsNew) {
    const auto& [platform, lengths, shape] = GetParam();
    Example e = grid_example(lengths, shape, 17);
    const auto context = make_platform(platform)->create(e.system);
    const TermScales scales;
    evaluate(*context, e, scales);
    for (std::size_t k = 0; k < e.positions.size(); ++k) e.positions[k] += 0.2 * std::sin(double(k));
    context->reset();
    const Outcome again = evaluate(*context, e, scales), fresh = evaluate(platform, e, scales);
    EXPECT_EQ(again.gradient, fresh.gradient);
    EXPECT_EQ(again.terms.value, fresh.terms.value);
}

TEST(Parity, SeveralBlocksWithListsOfAnyAge) {
    for (const std::string platform : {"cpu", "cpu-f64"}) {
        Example e = grid_example({380, 260}, Shape::coil, 19);
        const auto context = make_platform(platform, 2)->create(e.system);
        std::mt19937_64 random(6);
        std::normal_distribution<double> normal;
        const TermScales scales;
        for (int move = 0; move < 12; ++move) {
            for (double& x : e.positions) x += 0.15 * normal(random);
            const Outcome aged = evaluate(*context, e, scales);
            if (move % 4 != 3) continue;
            const Outcome want = evaluate("reference", e, scales);
            expect_same(aged, want, force_tolerance(platform), rms(want.gradient), "aged");
        }
    }
}

TEST(Parity, NetForceIsThatOfRounding) {
    const Example e = grid_example({499}, Shape::helical, 23);  // one block
    for (const std::string platform : {"cpu", "cpu-f64"}) {
        const Outcome got = evaluate(platform, e, TermScales{});
        Vec3<double> net;
        for (std::size_t k = 0; k < got.gradient.size(); k += 3)
            net += Vec3<double>{got.gradient[k], got.gradient[k + 1], got.gradient[k + 2]};
        EXPECT_LT(norm(net), (platform == "cpu" ? 1e-6 : 1e-13) * rms(got.gradient)) << platform;
    }
}

TEST(Parity, AChainThatFillsTheDevice) {
    const std::string platform = "cuda-emulation-large";
    const TermScales scales = shaken_scales(platform);
    for (const Shape shape : {Shape::helical, Shape::coil, Shape::compressed}) {
        const Example e = grid_example({430, 290}, shape, 29);
        const Outcome want = evaluate("reference", e, scales), got = evaluate(platform, e, scales);
        // 300 Å from the middle of the chain single precision places virtual sites to 3e-5 Å.
        expect_same(got, want, 5e-5, rms(want.gradient), "against the plain loops");
        const Outcome by_block = evaluate("cuda-emulation", e, scales);
        // A few roundings to units of force.
        expect_same(got, by_block, 2e-6, rms(want.gradient), "against one block");
    }
}

/// A fresh list and one of any age give the same bits, as sums do not depend on their order.
TEST(Parity, RowsOfAnyAgeGiveTheSameBits) {
    Example e = grid_example({150, 40}, Shape::coil, 31);
    const auto aged = make_platform("cuda-emulation-large")->create(e.system);
    std::mt19937_64 random(9);
    std::normal_distribution<double> normal;
    for (int move = 0; move < 10; ++move) {
        for (double& x : e.positions) x += 0.04 * normal(random);
        put_on_grid(e.positions);
        const Outcome old = evaluate(*aged, e, TermScales{}), fresh = evaluate("cuda-emulation-large", e, TermScales{});
        EXPECT_EQ(old.gradient, fresh.gradient);
        EXPECT_EQ(old.terms.value, fresh.terms.value);
    }
}

std::string label(const ::testing::TestParamInfo<Parameters>& info) {
    const auto& [platform, lengths, shape] = info.param;
    std::string name = prct::testing::underscored(platform);
    for (const int n : lengths) name += "_" + std::to_string(n);
    return name + (shape == Shape::helical ? "_helical" : shape == Shape::coil ? "_coil" : "_compressed");
}

INSTANTIATE_TEST_SUITE_P(Platforms, Parity,
                         ::testing::Combine(::testing::ValuesIn(prct::testing::fast_platforms()),
                                            ::testing::Values(std::vector<int>{90}, std::vector<int>{40, 33},
                                                              std::vector<int>{1}, std::vector<int>{2},
                                                              std::vector<int>{3}, std::vector<int>{1, 2, 17}),
                                            ::testing::Values(Shape::helical, Shape::coil, Shape::compressed)),
                         label);

TEST(Parity, UnknownPlatformsAreNamed) {
    try {
        make_platform("abacus");
        FAIL();
    } catch (const InputError& e) {
        EXPECT_NE(std::string(e.what()).find("cpu-f64"), std::string::npos) << e.what();
    }
}

}  // namespace
