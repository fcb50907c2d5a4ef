#include "prct/resonance/ca_refine.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "prct/error.hpp"
#include "prct/resonance/modes.hpp"
#include "resonance/traces.hpp"

using namespace prct;
using testing_traces::compact_chain;
using testing_traces::distance;

namespace {

struct Problem {
    std::vector<std::int32_t> starts;
    std::vector<double> native, start;
    std::vector<CaRestraint> restraints;
};

/// A chain with every third CA distance below 20 Å known, embedded by its modes.
Problem problem(std::int32_t n) {
    Problem p{{0, n}, compact_chain(n, 2), {}, {}};
    std::vector<WeightedEdge> edges;
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 3 + i % 3; j < n; j += 3) {
            const double d = distance(p.native, i, j);
            if (d >= 20.0) continue;
            p.restraints.push_back({i, j, d, d, 1.0});
            edges.push_back({i, j, d});
        }
    ModesOptions options;
    options.distances_known = true;
    p.start = embed_modes(p.starts, edges, options);
    return p;
}

CaRefineOptions on_ca() {
    CaRefineOptions options;
    options.field.cb_bisector_a = 0.0;
    options.field.angle_lower_a = 2.0;
    options.field.angle_upper_a = 7.7;
    options.field.repulsion_k = 0.0;
    return options;
}

}  // namespace

TEST(CaRefine, KnownDistancesAreMetAndTheChainHolds) {
    const auto p = problem(70);
    const auto result = refine_ca(p.starts, p.start, p.restraints, on_ca());
    double error = 0.0;
    for (const auto& e : p.restraints) error += std::abs(distance(result.positions_a, e.i, e.j) - e.lower_a);
    EXPECT_LT(error / static_cast<double>(p.restraints.size()), 0.3);
    for (std::int32_t i = 0; i + 1 < 70; ++i) EXPECT_NEAR(distance(result.positions_a, i, i + 1), 3.8, 0.3);
}

TEST(CaRefine, SameSeedSameBytesAnotherSeedAnotherPath) {
    const auto p = problem(40);
    auto options = on_ca();
    const auto a = refine_ca(p.starts, p.start, p.restraints, options).positions_a;
    EXPECT_EQ(a, refine_ca(p.starts, p.start, p.restraints, options).positions_a);
    options.seed = 2;
    EXPECT_NE(a, refine_ca(p.starts, p.start, p.restraints, options).positions_a);
}

TEST(CaRefine, SaysWhenItLeavesTheFiniteNumbers) {
    auto p = problem(40);
    p.start[5] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(refine_ca(p.starts, p.start, p.restraints, on_ca()), NumericsError);
    p.start.pop_back();
    EXPECT_THROW(refine_ca(p.starts, p.start, p.restraints, on_ca()), InputError);
}
