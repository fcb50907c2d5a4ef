#include "prct/resonance/ca_fold.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "prct/error.hpp"
#include "resonance/traces.hpp"

using namespace prct;
using testing_traces::distance;
using testing_traces::helix;

namespace {

/// Distances of a right-handed helix, whose hand the fold must find by itself.
struct Known {
    std::vector<CaRestraint> restraints;
    std::vector<double> length, alpha;
};

Known helix_distances(std::int32_t n) {
    const auto x = helix(n);
    Known k;
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 3; j < n; j += 2) {
            const double d = distance(x, i, j);
            k.restraints.push_back({i, j, d - 0.5, d + 0.5, 1.0});
            k.length.push_back(d);
            k.alpha.push_back(1.0);
        }
    return k;
}

double turn(const std::vector<double>& x, std::int32_t i) {
    double e[3][3];
    for (int b = 0; b < 3; ++b)
        for (int k = 0; k < 3; ++k) e[b][k] = x[3 * (i + b + 1) + k] - x[3 * (i + b) + k];
    return e[0][0] * (e[1][1] * e[2][2] - e[1][2] * e[2][1]) - e[0][1] * (e[1][0] * e[2][2] - e[1][2] * e[2][0]) +
           e[0][2] * (e[1][0] * e[2][1] - e[1][1] * e[2][0]);
}

}  // namespace

// A single fold may keep a helix whose ends have opposite hands, a deep minimum of achiral terms; its energy shows it.
TEST(CaFold, OfThreeSeedsTheLowestEnergyIsARightHandedHelixAndItsOtherHandLeft) {
    const std::vector<std::int32_t> starts{0, 24};
    const auto known = helix_distances(24);
    CaFoldOptions options;
    options.evidence = Evidence::distances;
    CaFoldResult best;
    for (const std::uint64_t seed : {1, 2, 3}) {
        options.seed = seed;
        auto fold = fold_ca(starts, known.restraints, known.length, known.alpha, options);
        if (seed == 1 || fold.energy < best.energy) best = std::move(fold);
    }
    EXPECT_GT(best.score, 5.0);
    for (std::int32_t i = 4; i < 17; ++i) {
        EXPECT_GT(turn(best.trace_a, i), 0.0);
        EXPECT_LT(turn(best.other_a, i), 0.0);
    }
}

TEST(CaFold, StopsAndRestartsChangeNoByte) {
    const std::vector<std::int32_t> starts{0, 24};
    const auto known = helix_distances(24);
    CaFoldOptions options;
    options.anneal_steps = 200;
    options.finish_steps = 100;
    for (const auto evidence : {Evidence::doubted_contacts, Evidence::distances}) {
        options.evidence = evidence;
        const auto whole = fold_ca(starts, known.restraints, known.length, known.alpha, options);
        CaFolding folding(starts, known.restraints, known.length, known.alpha, options);
        for (int stops = 0; !folding.finished(); ++stops) {
            ASSERT_LT(stops, 100);
            folding.advance(63);
            const auto state = folding.state();
            folding = CaFolding(starts, known.restraints, known.length, known.alpha, options);
            folding.resume(state);
        }
        const auto result = folding.result();
        EXPECT_EQ(result.trace_a, whole.trace_a);
        EXPECT_EQ(result.other_a, whole.other_a);
        EXPECT_EQ(result.alpha, whole.alpha);
        EXPECT_EQ(result.energy, whole.energy);
        EXPECT_EQ(result.margin, whole.margin);
    }
}

TEST(CaFold, RefinementsThatRunElsewhereGiveTheSameBytes) {
    const std::vector<std::int32_t> starts{0, 24};
    const auto known = helix_distances(24);
    CaFoldOptions options;
    options.anneal_steps = 200;
    options.finish_steps = 100;
    options.evidence = Evidence::doubted_contacts;
    const auto whole = fold_ca(starts, known.restraints, known.length, known.alpha, options);
    CaFolding folding(starts, known.restraints, known.length, known.alpha, options);
    std::vector<std::size_t> at_once;
    while (!folding.finished()) {
        const auto plans = folding.ready();
        at_once.push_back(plans.size());
        for (const CaRefinePlan& p : plans) folding.take(refine_ca(p.chain_starts, p.start, p.restraints, p.options));
    }
    EXPECT_EQ(at_once, (std::vector<std::size_t>{1, 1, 2}));
    EXPECT_EQ(folding.result().trace_a, whole.trace_a);
    EXPECT_EQ(folding.result().other_a, whole.other_a);
    EXPECT_EQ(folding.result().alpha, whole.alpha);
}

TEST(CaFold, FoldsShareAnEmbeddingWhereTheyBeginAlike) {
    const std::vector<std::int32_t> starts{0, 24};
    const auto known = helix_distances(24);
    CaFoldOptions options;
    options.evidence = Evidence::distances;
    CaFolding first(starts, known.restraints, known.length, known.alpha, options);
    options.seed = 2;
    CaFolding second(starts, known.restraints, known.length, known.alpha, options);
    EXPECT_FALSE(second.begin_like(first)) << "nobody has asked for it yet";
    const auto embedding = first.ready().front().start;
    CaFolding own(second);
    EXPECT_TRUE(second.begin_like(first));
    EXPECT_EQ(second.ready().front().start, embedding);
    EXPECT_EQ(own.ready().front().start, embedding);

    const auto shares = [&](const Known& k, const CaFoldOptions& o) {
        return CaFolding(starts, k.restraints, k.length, k.alpha, o).begin_like(first);
    };
    EXPECT_TRUE(shares(known, options));
    auto other = known;
    other.length[3] += 1.0;
    EXPECT_FALSE(shares(other, options));
    other = known;
    other.alpha[3] = 0.5;
    EXPECT_FALSE(shares(other, options));
    other = known;
    other.restraints[3].j -= 1;
    EXPECT_FALSE(shares(other, options));
    options.doubt_path_a += 1.0;
    EXPECT_FALSE(shares(known, options));
    options.doubt_path_a -= 1.0;
    options.modes = false;
    EXPECT_FALSE(shares(known, options));
    options.modes = true;
    options.evidence = Evidence::contacts;
    EXPECT_FALSE(shares(known, options));
}

TEST(CaFold, RefusesTheStateOfAnotherFold) {
    const std::vector<std::int32_t> starts{0, 24};
    const auto known = helix_distances(24);
    CaFolding folding(starts, known.restraints, known.length, known.alpha, {});
    auto state = folding.state();
    state.stage = 1;
    EXPECT_THROW(folding.resume(state), InputError);
    state = folding.state();
    state.alpha.pop_back();
    EXPECT_THROW(folding.resume(state), InputError);
    folding.advance(10);
    state = folding.state();
    state.refine.velocities.pop_back();
    EXPECT_THROW(folding.resume(state), InputError);
}

TEST(CaFold, SameSeedSameBytes) {
    const std::vector<std::int32_t> starts{0, 24};
    const auto known = helix_distances(24);
    CaFoldOptions options;
    options.evidence = Evidence::doubted_contacts;
    const auto a = fold_ca(starts, known.restraints, known.length, known.alpha, options);
    const auto b = fold_ca(starts, known.restraints, known.length, known.alpha, options);
    EXPECT_EQ(a.trace_a, b.trace_a);
    EXPECT_EQ(a.other_a, b.other_a);
    EXPECT_EQ(a.alpha, b.alpha);
}

TEST(CaFold, RefusesWeightsThatDoNotFit) {
    const std::vector<std::int32_t> starts{0, 24};
    auto known = helix_distances(24);
    known.alpha[3] = 1.5;
    EXPECT_THROW(fold_ca(starts, known.restraints, known.length, known.alpha, {}), InputError);
    known.alpha.pop_back();
    EXPECT_THROW(fold_ca(starts, known.restraints, known.length, known.alpha, {}), InputError);
}
