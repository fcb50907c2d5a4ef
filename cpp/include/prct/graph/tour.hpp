// Short tours over points (Eq. 31): an order that keeps spatial neighbours close in memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

enum class TourMetric {
    euclidean,
    euclidean_rounded,  ///< each distance rounded to the nearest integer, as TSPLIB's EUC_2D
};

struct TourOptions {
    bool closed = true;  ///< otherwise a path with free ends
    TourMetric metric = TourMetric::euclidean;
    double kicks_per_point = 5.0;  ///< local double-bridge kicks after the descent; the time grows with them
    std::int32_t neighbours = 10;  ///< candidates a city
    std::uint64_t seed = 1;
};

struct Tour {
    std::vector<std::int32_t> order;  ///< a permutation of the points, from the lowest index on where closed
    double length = 0;
    double descent_length = 0;  ///< before the kicks: the 3-opt local optimum
};

/// `coordinates` is [n, dimensions] row-major, 2 or 3 dimensions. Starts from `start`, a permutation, or from the
/// greedy tour where it is empty. Same input and seed, same tour. Throws InputError: bad points, a start that is no
/// permutation, negative kicks or no neighbours.
Tour find_tour(std::span<const double> coordinates, int dimensions, const TourOptions& options = {},
               std::span<const std::int32_t> start = {});

/// Length of the tour in the given order. Throws InputError where it is no permutation.
double tour_length(std::span<const double> coordinates, int dimensions, std::span<const std::int32_t> order,
                   bool closed, TourMetric metric = TourMetric::euclidean);

/// Throws InputError unless `order` is a permutation of 0..n-1.
void require_permutation(std::span<const std::int32_t> order, std::size_t n);

}  // namespace prct
