// Eq. 32: pairs of points within a distance, in the order of two nested loops.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "prct/error.hpp"
#include "prct/spatial/verlet_list.hpp"

namespace prct {

/// Finds pairs by cells; keeps its memory from one search to the next.
class NearPairs {
   public:
    /// Call visit(i, j), i < j, both ascending, for every pair of the points at(0) .. at(n - 1) within `reach_a`, and
    /// for a few beyond it: callers that need an exact bound check it. Sums over the pairs are therefore those of
    /// nested loops, to the last bit. Time and memory are O(n) at bounded density. Throws NumericsError for a position
    /// that is not finite.
    template <class At, class Visit>
    void visit(std::int32_t n, double reach_a, At&& at, Visit&& visit) {
        points_.resize(n);
        double largest = 1.0;
        for (std::int32_t i = 0; i < n; ++i) {
            const Vec3<double> p = at(i);
            const double here = std::abs(p.x) + std::abs(p.y) + std::abs(p.z);
            if (!std::isfinite(here)) throw NumericsError("position " + std::to_string(i) + " left the finite numbers");
            largest = std::max(largest, here);
            points_[i] = {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
        }
        // Rounding to single precision changes a distance by at most 2⁻²³ of the largest coordinate; by powers of two,
        // so that one list serves many searches.
        const double margin = std::exp2(std::ceil(std::log2(largest)) - 20);
        const auto reach = static_cast<float>(1.000001 * reach_a + margin);
        if (!list_ || list_->cutoff_a() != reach) list_.emplace(reach, 0.0F, PairRows::half);
        list_->build(points_, [](int, int) { return false; });
        for (std::int32_t i = 0; i < n; ++i) {
            row_.assign(list_->row(i).begin(), list_->row(i).end());
            std::ranges::sort(row_);
            for (const std::int32_t j : row_) visit(i, j);
        }
    }

   private:
    std::vector<Vec3<float>> points_;
    std::optional<VerletList> list_;
    std::vector<std::int32_t> row_;
};

}  // namespace prct
