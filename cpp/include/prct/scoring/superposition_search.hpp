// The search over superpositions behind TM-score and GDT (Zhang & Skolnick, Proteins 2004, 57:702).
#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "prct/scoring/paired_trace.hpp"

namespace prct {

/// How closely the start fragments are spaced.
enum class SearchDepth {
    full,  ///< every start of every fragment length, as published (thinned evenly beyond `most_starts`)
    quick  ///< a quarter of a fragment apart, and no more than `most_quick_points` / n starts of a length: for
           ///< comparing many models with one another
};

/// Radii within which pairs are kept: after a fragment's own superposition, then in each iteration.
struct SearchCutoffs {
    double first_a, next_a;
};

/// Fragment lengths n, n/2, n/4 ... , six at most, the last one 4 (or n where that is shorter).
std::vector<int> fragment_lengths(int n);

namespace detail {

inline constexpr int max_iterations = 20;  // as published
inline constexpr double widening_a = 0.5;  // as published: a radius that holds fewer than three pairs grows by this
inline constexpr int quick_starts_a_fragment = 4;
inline constexpr int most_starts = 1000;             // of one length, so that the work grows with n, not with n squared
inline constexpr int most_quick_points = 1'000'000;  // so that beyond 1,000 residues the work does not grow at all

inline int start_step(SearchDepth depth, int length, int n) {
    if (depth == SearchDepth::full) return (n - length) / most_starts + 1;
    const int most = std::max(1, most_quick_points / n);
    return std::max(length / quick_starts_a_fragment, (n - length) / most + 1);
}

/// The pairs within the cutoff, widened until three or all are in; returns the name of the set.
std::uint64_t select_enough(const std::vector<double>& distance2_a2, int size, double cutoff_a,
                            PairSelection& selection);

}  // namespace detail

/// Calls `visit(distance2_a2)` for each superposition of the search. Every fragment is superposed, then the pairs that
/// come within the cutoff, until the set repeats. A set met before is not followed again: what comes after it depends
/// on nothing else, so that nothing is lost.
template <class Visit>
void search_superpositions(const PairedTrace& pairs, SearchCutoffs cutoffs, SearchDepth depth, Visit&& visit) {
    const int n = pairs.size();
    if (n == 0) return;
    std::unordered_set<std::uint64_t> visited;
    std::vector<double> distance2_a2;
    PairSelection selection(pairs.padded_size());
    for (const int length : fragment_lengths(n)) {
        const int step = detail::start_step(depth, length, n);
        for (int start = 0; start + length <= n; start += step) {
            std::fill(selection.begin(), selection.end(), 0.0);
            std::fill_n(selection.begin() + start, length, 1.0);
            const auto first = static_cast<std::size_t>(start), last = static_cast<std::size_t>(start + length);
            pairs.distances2(pairs.fit(selection, first, last), distance2_a2);
            visit(distance2_a2);
            std::uint64_t set = detail::select_enough(distance2_a2, n, cutoffs.first_a, selection);
            for (int iteration = 0; iteration < detail::max_iterations && visited.insert(set).second; ++iteration) {
                pairs.distances2(pairs.fit(selection), distance2_a2);
                visit(distance2_a2);
                set = detail::select_enough(distance2_a2, n, cutoffs.next_a, selection);
            }
        }
    }
}

}  // namespace prct
