#include "prct/graph/greedy_tour.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include "prct/graph/nearest_neighbours.hpp"
#include "prct/graph/points.hpp"

namespace prct {
namespace {

constexpr std::int32_t kNeighbours = 8;

/// Paths grown by links: at most two a point, never a ring.
class Paths {
   public:
    explicit Paths(std::int32_t n) : links_(n, {-1, -1}), root_(n), n_paths_(n) {
        std::iota(root_.begin(), root_.end(), 0);
    }

    bool is_end(std::int32_t v) const { return links_[v][1] < 0; }
    std::int32_t n_paths() const { return n_paths_; }

    void link(std::int32_t a, std::int32_t b) {
        if (!is_end(a) || !is_end(b) || find(a) == find(b)) return;
        for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)})
            links_[from][links_[from][0] < 0 ? 0 : 1] = to;
        root_[find(a)] = find(b);
        --n_paths_;
    }

    /// The single path left, from its end of lower index.
    std::vector<std::int32_t> walk() const {
        std::vector<std::int32_t> order;
        std::int32_t at = 0, before = -1;
        while (!is_end(at)) ++at;
        while (at >= 0) {
            order.push_back(at);
            const auto next = links_[at][0] == before ? links_[at][1] : links_[at][0];
            before = at;
            at = next;
        }
        return order;
    }

   private:
    std::int32_t find(std::int32_t v) {
        while (root_[v] != v) v = root_[v] = root_[root_[v]];
        return v;
    }

    std::vector<std::array<std::int32_t, 2>> links_;
    std::vector<std::int32_t> root_;
    std::int32_t n_paths_;
};

/// Link neighbouring ends, shortest link first. Each end sees at least two others, of which one at most is the far end
/// of its own path: the shortest of all links to another path is always made, so the number of paths falls.
void link_ends(const std::vector<Point>& points, Paths& paths) {
    std::vector<std::int32_t> ends;
    std::vector<double> coordinates;
    for (std::int32_t v = 0; v < static_cast<std::int32_t>(points.size()); ++v)
        if (paths.is_end(v)) {
            ends.push_back(v);
            coordinates.insert(coordinates.end(), points[v].begin(), points[v].end());
        }
    const auto lists = nearest_neighbours(coordinates, 3, kNeighbours);
    std::vector<std::tuple<double, std::int32_t, std::int32_t>> candidates;
    for (std::size_t e = 0; e < ends.size(); ++e)
        for (const auto other : lists.of(static_cast<std::int32_t>(e)))
            candidates.emplace_back(distance2(points[ends[e]], points[ends[other]]), ends[e], ends[other]);
    std::sort(candidates.begin(), candidates.end());
    for (const auto& [_, a, b] : candidates) paths.link(a, b);
}

}  // namespace

std::vector<std::int32_t> greedy_tour(std::span<const double> coordinates, int dimensions) {
    const auto points = read_points(coordinates, dimensions);
    if (points.empty()) return {};
    Paths paths(static_cast<std::int32_t>(points.size()));
    while (paths.n_paths() > 1) link_ends(points, paths);
    return paths.walk();
}

}  // namespace prct
