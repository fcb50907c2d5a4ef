// A Verlet list over one point a residue or site, kept as site pairs block by block.
#pragma once

#include "central_pairs.hpp"
#include "pair_gradients.hpp"
#include "prct/spatial/verlet_list.hpp"

namespace prct {

/// Points are means of one or two packed sites. The list is half; a pair belongs to the block of its lower point.
class ListedPairs {
   public:
    struct Point {
        std::int32_t residue, first_site, second_site;
    };

    ListedPairs(std::vector<Point> points, double cutoff_a, double skin_a)
        : points_(std::move(points)),
          at_(points_.size()),
          list_(static_cast<float>(cutoff_a), static_cast<float>(skin_a), PairRows::half) {}

    void reset() { fresh_ = false; }

    /// Rebuilds the list where a point has moved too far; true when it did. `exclude(p, q)` takes indices of points.
    template <class Real, class Exclude>
    bool update(const std::vector<Real>& packed, Exclude&& exclude) {
        for (std::size_t k = 0; k < points_.size(); ++k) {
            const auto coordinate = [&](int axis) {
                const Real* p = packed.data() + packed_site(points_[k].residue, 0) + axis * kSiteLanes;
                return static_cast<float>(Real(0.5) * (p[points_[k].first_site] + p[points_[k].second_site]));
            };
            at_[k] = {coordinate(0), coordinate(1), coordinate(2)};
        }
        if (fresh_ && !list_.needs_rebuild(at_)) return false;
        list_.build(at_, exclude);
        return fresh_ = true;
    }

    const Point& point(int k) const { return points_[k]; }
    int size() const { return static_cast<int>(points_.size()); }
    std::span<const std::int32_t> row(int k) const { return list_.row(k); }

   private:
    std::vector<Point> points_;
    std::vector<Vec3<float>> at_;
    VerletList list_;
    bool fresh_ = false;
};

}  // namespace prct
