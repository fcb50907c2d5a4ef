// Refinements of CA traces as first folds ask for them, for the tests of platforms.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "prct/resonance/ca_fold.hpp"
#include "resonance/traces.hpp"

namespace prct::testing_traces {

/// A compact chain whose every third distance below 14 Å is known, to be refined from a start that is shaken; the
/// coordinates are what a float holds.
inline CaRefinePlan shaken_plan(const std::vector<std::int32_t>& starts, unsigned seed, double shake_a = 1.0) {
    const std::int32_t n = starts.back();
    const auto native = compact_chain(n, seed);
    std::mt19937 rng(seed);
    CaRefinePlan plan{starts, native, {}, {}};
    for (double& x : plan.start)
        x = std::nearbyint(4096 * (x + shake_a * (static_cast<double>(rng() % 2001) / 1000.0 - 1.0))) / 4096;
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 3 + i % 3; j < n; j += 3) {
            const double d = distance(native, i, j);
            if (d >= 14.0) continue;
            const bool only_apart = (i + j) % 7 == 0;  // a bound on one side
            const double upper = only_apart ? std::numeric_limits<double>::infinity() : 1.05 * d;
            plan.restraints.push_back({i, j, 0.95 * d, upper, 0.5 + 0.1 * static_cast<double>(rng() % 10)});
        }
    for (std::size_t e = 0; e < plan.restraints.size(); e += 2)  // in either order
        std::swap(plan.restraints[e].i, plan.restraints[e].j);
    plan.options.seed = seed;
    return plan;
}

/// The same as a problem of fold_ca.
struct FoldProblem {
    std::vector<std::int32_t> starts;
    std::vector<CaRestraint> restraints;
    std::vector<double> length_a, alpha;
    CaFoldOptions options;

    CaFolding folding() const { return {starts, restraints, length_a, alpha, options}; }
};

inline FoldProblem fold_problem(std::int32_t n, Evidence evidence, std::uint64_t seed) {
    const auto native = compact_chain(n, 5);
    FoldProblem p{{0, n}, {}, {}, {}, {}};
    p.options.evidence = evidence;
    p.options.seed = seed;
    const bool far = evidence == Evidence::distances;
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 3; j < n; j += far ? 3 : 1) {
            const double d = distance(native, i, j);
            if (d >= (far ? 15.0 : 8.0)) continue;
            p.restraints.push_back({i, j, far ? 0.95 * d : 3.5, far ? 1.05 * d : 8.0, 1.0});
            p.length_a.push_back(far ? d : 6.0);
            p.alpha.push_back(1.0);
        }
    return p;
}

}  // namespace prct::testing_traces
