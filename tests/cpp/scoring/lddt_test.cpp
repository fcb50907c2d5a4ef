#include "prct/scoring/lddt.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "prct/error.hpp"
#include "traces.hpp"

namespace {

using prct::testing::Trace;
const double nan_a = std::numeric_limits<double>::quiet_NaN();

TEST(Lddt, CountsThresholdsPair) {  // pairs 0-1, 1-2, 0-2 change by 0.55, 1.6 and 2.15 Å; the fourth is 30 Å away
    const Trace native = {{0, 0, 0}, {5, 0, 0}, {10, 0, 0}, {40, 0, 0}};
    const Trace model = {{0, 0, 0}, {5.55, 0, 0}, {12.15, 0, 0}, {99, 0, 0}};
    const auto found = prct::lddt_ca(model, native);
    EXPECT_NEAR(found.score, (0.75 + 0.5 + 0.25) / 3, 1e-12);
    EXPECT_NEAR(found.per_residue[0], 0.5, 1e-12);
    EXPECT_NEAR(found.per_residue[1], 0.625, 1e-12);
    EXPECT_NEAR(found.per_residue[2], 0.375, 1e-12);
    EXPECT_TRUE(std::isnan(found.per_residue[3]));
}

TEST(Lddt, UnresolvedInTheModelIsLostInTheNativeLeftOut) {
    const Trace native = {{0, 0, 0}, {5, 0, 0}, {10, 0, 0}};
    EXPECT_NEAR(prct::lddt_ca(Trace{{0, 0, 0}, {5, 0, 0}, {nan_a, 0, 0}}, native).score, 1.0 / 3, 1e-12);
    const auto found = prct::lddt_ca(native, Trace{{0, 0, 0}, {5, 0, 0}, {nan_a, 0, 0}});
    EXPECT_DOUBLE_EQ(found.score, 1.0);
    EXPECT_TRUE(std::isnan(found.per_residue[2]));
}

TEST(Lddt, MatrixHoldsTheSingles) {
    Trace models;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const auto one = prct::testing::shaken(prct::testing::wandering_trace(40, 1), 1.0, seed);
        models.insert(models.end(), one.begin(), one.end());
    }
    const std::span<const prct::Vec3<double>> all(models);
    const auto matrix = prct::lddt_ca_matrix(all, 40);
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b)
            EXPECT_DOUBLE_EQ(matrix[3 * a + b], prct::lddt_ca(all.subspan(40 * b, 40), all.subspan(40 * a, 40)).score);
    EXPECT_LT(matrix[1], 1.0);
    EXPECT_DOUBLE_EQ(matrix[4], 1.0);
}

TEST(Lddt, EnsembleHoldsTheSinglesToTheLastBit) {
    for (const std::size_t length : {3, 8, 9, 40, 150}) {
        Trace models, natives;
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
            const auto base = prct::testing::wandering_trace(length, 1 + seed % 2);
            auto model = prct::testing::shaken(base, 1.0, seed), native = prct::testing::shaken(base, 1.0, 7 + seed);
            if (seed == 1) model[length / 2].x = native[0].z = nan_a;
            models.insert(models.end(), model.begin(), model.end());
            natives.insert(natives.end(), native.begin(), native.end());
        }
        const std::span<const prct::Vec3<double>> all_models(models), all_natives(natives);
        const auto found = prct::lddt_ca_ensemble(all_models, all_natives.first(2 * length), length);
        ASSERT_EQ(found.size(), 6 * length);
        for (std::size_t m = 0; m < 3; ++m)
            for (std::size_t n = 0; n < 2; ++n) {
                const auto single =
                    prct::lddt_ca(all_models.subspan(m * length, length), all_natives.subspan(n * length, length));
                for (std::size_t k = 0; k < length; ++k) {
                    const double one = single.per_residue[k], together = found[(2 * m + n) * length + k];
                    EXPECT_TRUE(one == together || (std::isnan(one) && std::isnan(together))) << m << n << k;
                }
            }
    }
}

TEST(Lddt, RefusesWhatItCannotUse) {
    EXPECT_THROW(prct::lddt_ca_ensemble(Trace(5), Trace(4), 2), prct::InputError);
    EXPECT_THROW(prct::lddt_ca_ensemble({}, {}, 0), prct::InputError);
    EXPECT_THROW(prct::lddt_ca(Trace(4), Trace(5)), prct::InputError);
    EXPECT_THROW(prct::lddt_ca(Trace(1), Trace(1)), prct::InputError);
    EXPECT_THROW(prct::lddt_ca_matrix(Trace(5), 2), prct::InputError);
}

}  // namespace
