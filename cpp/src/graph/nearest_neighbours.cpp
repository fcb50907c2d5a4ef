#include "prct/graph/nearest_neighbours.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "prct/error.hpp"
#include "prct/graph/points.hpp"

namespace prct {
namespace {

using Hit = std::pair<double, std::int32_t>;  // squared distance, point: ordered by distance, then index

/// Halves its range of points at the median of the widest axis, down to small leaves.
class PointTree {
   public:
    explicit PointTree(const std::vector<Point>& points) : points_(points), members_(points.size()) {
        std::iota(members_.begin(), members_.end(), 0);
        split(0, static_cast<std::int32_t>(points.size()));
    }

    /// The k best hits of point i, best first.
    const std::vector<Hit>& search(std::int32_t i, std::size_t k) {
        hits_.clear();
        k_ = k;
        from_ = i;
        descend(0, 0, static_cast<std::int32_t>(points_.size()));
        return hits_;
    }

   private:
    static constexpr std::int32_t kLeaf = 8;

    struct Node {
        int axis = 0;
        double cut = 0;
        std::int32_t right = -1;  // the left child follows its parent
    };

    std::int32_t split(std::int32_t begin, std::int32_t end) {
        const auto here = static_cast<std::int32_t>(nodes_.size());
        nodes_.emplace_back();
        if (end - begin <= kLeaf) return here;
        const int axis = widest_axis(begin, end);
        const auto middle = begin + (end - begin) / 2;
        std::nth_element(
            members_.begin() + begin, members_.begin() + middle, members_.begin() + end,
            [&](auto a, auto b) { return std::pair(points_[a][axis], a) < std::pair(points_[b][axis], b); });
        const double cut = points_[members_[middle]][axis];
        split(begin, middle);
        const auto right = split(middle, end);
        nodes_[here] = {axis, cut, right};
        return here;
    }

    int widest_axis(std::int32_t begin, std::int32_t end) const {
        Point low = points_[members_[begin]], high = low;
        for (auto k = begin; k < end; ++k)
            for (int a = 0; a < 3; ++a) {
                low[a] = std::min(low[a], points_[members_[k]][a]);
                high[a] = std::max(high[a], points_[members_[k]][a]);
            }
        int widest = 0;
        for (int a = 1; a < 3; ++a)
            if (high[a] - low[a] > high[widest] - low[widest]) widest = a;
        return widest;
    }

    void descend(std::int32_t node, std::int32_t begin, std::int32_t end) {
        if (end - begin <= kLeaf) {
            for (auto k = begin; k < end; ++k)
                if (members_[k] != from_) offer({distance2(points_[from_], points_[members_[k]]), members_[k]});
            return;
        }
        const auto [axis, cut, right] = nodes_[node];
        const auto middle = begin + (end - begin) / 2;
        const double aside = points_[from_][axis] - cut;
        const auto left_half = [&] { descend(node + 1, begin, middle); };
        const auto right_half = [&] { descend(right, middle, end); };
        const auto beyond_may_hold_better = [&] { return hits_.size() < k_ || aside * aside <= hits_.back().first; };
        if (aside < 0) {
            left_half();
            if (beyond_may_hold_better()) right_half();
        } else {
            right_half();
            if (beyond_may_hold_better()) left_half();
        }
    }

    void offer(const Hit& hit) {
        if (hits_.size() == k_) {
            if (!(hit < hits_.back())) return;
            hits_.pop_back();
        }
        hits_.insert(std::upper_bound(hits_.begin(), hits_.end(), hit), hit);
    }

    const std::vector<Point>& points_;
    std::vector<std::int32_t> members_;
    std::vector<Node> nodes_;
    std::vector<Hit> hits_;
    std::size_t k_ = 0;
    std::int32_t from_ = 0;
};

}  // namespace

NeighbourLists nearest_neighbours(std::span<const double> coordinates, int dimensions, std::int32_t k) {
    if (k < 0) throw InputError("the number of neighbours is " + std::to_string(k) + "; give 0 or more");
    const auto points = read_points(coordinates, dimensions);
    const auto n = static_cast<std::int32_t>(points.size());
    NeighbourLists lists;
    lists.per_point = std::max(0, std::min(k, n - 1));
    if (lists.per_point == 0) return lists;
    lists.members.reserve(static_cast<std::size_t>(n) * lists.per_point);
    PointTree tree(points);
    for (std::int32_t i = 0; i < n; ++i)
        for (const auto& hit : tree.search(i, lists.per_point)) lists.members.push_back(hit.second);
    return lists;
}

}  // namespace prct
