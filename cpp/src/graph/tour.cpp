#include "prct/graph/tour.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/graph/greedy_tour.hpp"
#include "prct/graph/hilbert_order.hpp"
#include "prct/graph/nearest_neighbours.hpp"
#include "prct/graph/points.hpp"
#include "prct/graph/tour_search.hpp"

namespace prct {
namespace {

template <bool kRounded>
double between_points(const double* a, const double* b, int dimensions) {
    const double x = a[0] - b[0], y = a[1] - b[1], z = dimensions == 3 ? a[2] - b[2] : 0.0;
    const double d = std::sqrt(x * x + y * y + z * z);
    return kRounded ? std::floor(d + 0.5) : d;
}

/// Distances between points, and 0 to the city beyond the last point that stands between the ends of an open tour.
template <int kDimensions, bool kRounded, bool kOpen>
struct PointDistance {
    const double* coordinates;
    std::int32_t n_points;

    double operator()(std::int32_t a, std::int32_t b) const {
        if (kOpen && (a == n_points || b == n_points)) return 0.0;
        return between_points<kRounded>(coordinates + a * kDimensions, coordinates + b * kDimensions, kDimensions);
    }
};

void check_options(const TourOptions& options) {
    if (!(options.kicks_per_point >= 0) || !std::isfinite(options.kicks_per_point))
        throw InputError("kicks_per_point is " + std::to_string(options.kicks_per_point) + "; give 0 or more");
    if (options.neighbours < 1)
        throw InputError("neighbours is " + std::to_string(options.neighbours) + "; give at least 1");
}

/// Turn a ring so that `city` stands first.
void rotate_to(std::vector<std::int32_t>& ring, std::int32_t city) {
    std::rotate(ring.begin(), std::find(ring.begin(), ring.end(), city), ring.end());
}

/// The extra city of an open tour goes where the ring's longest link is.
void insert_gap(std::vector<std::int32_t>& ring, std::span<const double> coordinates, int dimensions) {
    std::size_t widest = 0;
    double longest = -1;
    for (std::size_t k = 0; k < ring.size(); ++k) {
        const auto* here = coordinates.data() + static_cast<std::size_t>(ring[k]) * dimensions;
        const auto* there = coordinates.data() + static_cast<std::size_t>(ring[(k + 1) % ring.size()]) * dimensions;
        const double d = between_points<false>(here, there, dimensions);
        if (d > longest) longest = d, widest = k;
    }
    ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(widest) + 1, static_cast<std::int32_t>(ring.size()));
}

template <int kDimensions, bool kRounded, bool kOpen>
Tour search(const std::vector<double>& coordinates, std::vector<std::int32_t> ring, const TourOptions& options) {
    const auto n = static_cast<std::int32_t>(coordinates.size() / kDimensions);
    auto lists = nearest_neighbours(coordinates, kDimensions, options.neighbours);
    if (kOpen) lists.members.insert(lists.members.end(), lists.per_point, n);
    TourSearch search(std::move(ring), std::move(lists),
                      PointDistance<kDimensions, kRounded, kOpen>{coordinates.data(), n}, options.seed);
    search.descend();
    Tour tour;
    tour.descent_length = search.length();
    const auto kicks = static_cast<std::int64_t>(std::ceil(options.kicks_per_point * n));
    for (std::int64_t k = 0; k < kicks; ++k) search.kick();
    tour.length = search.length();
    tour.order = search.order();
    return tour;
}

template <int kDimensions>
Tour search_in(const std::vector<double>& coordinates, std::vector<std::int32_t> ring, const TourOptions& options) {
    const bool rounded = options.metric == TourMetric::euclidean_rounded;
    if (options.closed)
        return rounded ? search<kDimensions, true, false>(coordinates, std::move(ring), options)
                       : search<kDimensions, false, false>(coordinates, std::move(ring), options);
    return rounded ? search<kDimensions, true, true>(coordinates, std::move(ring), options)
                   : search<kDimensions, false, true>(coordinates, std::move(ring), options);
}

}  // namespace

void require_permutation(std::span<const std::int32_t> order, std::size_t n) {
    std::vector<char> seen(n, 0);
    bool good = order.size() == n;
    for (std::size_t k = 0; good && k < n; ++k) {
        good = order[k] >= 0 && static_cast<std::size_t>(order[k]) < n && !seen[order[k]];
        if (good) seen[order[k]] = 1;
    }
    if (!good)
        throw InputError("the order of " + std::to_string(order.size()) + " entries is no permutation of 0.." +
                         std::to_string(n) + " (exclusive); name each point once");
}

double tour_length(std::span<const double> coordinates, int dimensions, std::span<const std::int32_t> order,
                   bool closed, TourMetric metric) {
    const auto points = read_points(coordinates, dimensions);
    require_permutation(order, points.size());
    double sum = 0;
    for (std::size_t k = closed ? 0 : 1; k < order.size(); ++k) {
        const double d = std::sqrt(distance2(points[order[k]], points[order[k == 0 ? order.size() - 1 : k - 1]]));
        sum += metric == TourMetric::euclidean_rounded ? std::floor(d + 0.5) : d;
    }
    return sum;
}

Tour find_tour(std::span<const double> coordinates, int dimensions, const TourOptions& options,
               std::span<const std::int32_t> start) {
    check_options(options);
    // Cities renumbered along the Hilbert curve: the search then reads memory close together.
    const auto city = hilbert_order(coordinates, dimensions);
    const auto n = city.size();
    if (!start.empty()) require_permutation(start, n);
    std::vector<double> sorted;
    sorted.reserve(coordinates.size());
    for (const auto c : city)
        for (int a = 0; a < dimensions; ++a)
            sorted.push_back(coordinates[static_cast<std::size_t>(c) * dimensions + a]);
    std::vector<std::int32_t> ring;
    if (start.empty()) {
        ring = greedy_tour(sorted, dimensions);
    } else {
        std::vector<std::int32_t> renumbered(n);
        for (std::size_t k = 0; k < n; ++k) renumbered[city[k]] = static_cast<std::int32_t>(k);
        for (const auto c : start) ring.push_back(renumbered[c]);
    }
    if (n < 2) return {{city.begin(), city.end()}, 0, 0};
    if (!options.closed) insert_gap(ring, sorted, dimensions);
    Tour tour = dimensions == 2 ? search_in<2>(sorted, std::move(ring), options)
                                : search_in<3>(sorted, std::move(ring), options);
    if (!options.closed) {
        rotate_to(tour.order, static_cast<std::int32_t>(n));
        tour.order.erase(tour.order.begin());
    }
    for (auto& c : tour.order) c = city[c];
    if (options.closed) rotate_to(tour.order, 0);
    return tour;
}

}  // namespace prct
