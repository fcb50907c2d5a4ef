#include "prct/scoring/superposition_search.hpp"

#include <cmath>

namespace prct {

std::vector<int> fragment_lengths(int n) {
    constexpr int shortest = 4, most = 6;
    std::vector<int> lengths;
    for (int level = 0; level < most - 1 && (n >> level) > shortest; ++level) lengths.push_back(n >> level);
    lengths.push_back(std::min(n, shortest));
    return lengths;
}

std::uint64_t detail::select_enough(const std::vector<double>& distance2_a2, int size, double cutoff_a,
                                    PairSelection& selection) {
    std::uint64_t set = 0;
    const int enough = std::min(3, size);
    if (select_within(distance2_a2, cutoff_a, selection, set) >= enough) return set;
    std::vector<double> nearest(distance2_a2.begin(), distance2_a2.begin() + size);
    std::nth_element(nearest.begin(), nearest.begin() + (enough - 1), nearest.end());
    const double steps = std::floor((std::sqrt(nearest[enough - 1]) - cutoff_a) / widening_a) + 1.0;
    select_within(distance2_a2, cutoff_a + steps * widening_a, selection, set);
    return set;
}

}  // namespace prct
