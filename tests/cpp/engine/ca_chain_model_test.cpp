#include "prct/engine/ca_chain_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "prct/error.hpp"

namespace prct {
namespace {

TEST(CaChainModel, CompactTraceIsAChainThatAvoidsItself) {
    for (const int beads : {1, 2, 50, 700}) {
        const auto trace = compact_ca_trace(beads, 2);
        ASSERT_EQ(static_cast<int>(trace.size()), beads);
        for (int i = 0; i < beads; ++i)
            for (int j = i + 1; j < beads; ++j) {
                const double r = norm(trace[i] - trace[j]);
                EXPECT_GT(r, j == i + 1 ? 3.45 : 5.0);
                EXPECT_TRUE(j > i + 1 || r < 6.4);
            }
    }
}

TEST(CaChainModel, CompactTraceHasTheDensityOfProteins) {
    const int beads = 2000;
    const auto trace = compact_ca_trace(beads, 2);
    Vec3<double> mean{};
    for (const auto& p : trace) mean += (1.0 / beads) * p;
    double square = 0.0;
    for (const auto& p : trace) square += norm2(p - mean) / beads;
    EXPECT_NEAR(square, std::pow(135.0 * beads, 2.0 / 3.0) / 4.0, 0.05 * square);  // of a cube
}

TEST(CaChainModel, SeedsMakeStarts) {
    const auto a = compact_ca_trace(30, 1), b = compact_ca_trace(30, 1), c = compact_ca_trace(30, 2);
    for (int i = 0; i < 30; ++i) {
        EXPECT_EQ(a[i].x, b[i].x);
        EXPECT_NE(a[i].x, c[i].x);
    }
    EXPECT_THROW(compact_ca_trace(0, 1), InputError);
}

TEST(CaChainModel, RefusesNumbersThatCannotBeUsed) {
    const auto with = [](auto change) {
        CaChainModel model;
        model.charges.assign(5, 0.0);
        change(model);
        return model;
    };
    EXPECT_NO_THROW(with([](CaChainModel&) {}).validate());
    EXPECT_THROW(with([](CaChainModel& m) { m.charges.resize(1); }).validate(), InputError);
    EXPECT_THROW(with([](CaChainModel& m) { m.charges[2] = NAN; }).validate(), InputError);
    EXPECT_THROW(with([](CaChainModel& m) { m.cutoff_a = 0.0; }).validate(), InputError);
    EXPECT_THROW(with([](CaChainModel& m) { m.ionic_strength_m = 0.0; }).validate(), InputError);
    EXPECT_THROW(with([](CaChainModel& m) { m.mass_da = -1.0; }).validate(), InputError);
    EXPECT_THROW(with([](CaChainModel& m) { m.bond_k = INFINITY; }).validate(), InputError);
    EXPECT_THROW(with([](CaChainModel& m) { m.epsilon = -1.0; }).validate(), InputError);
}

}  // namespace
}  // namespace prct
