// The k nearest points of each point.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

/// Row i holds the `per_point` points nearest to point i, nearest first, ties by lower index.
struct NeighbourLists {
    std::int32_t per_point = 0;
    std::vector<std::int32_t> members;

    std::span<const std::int32_t> of(std::int32_t i) const {
        return {members.data() + static_cast<std::size_t>(i) * per_point, static_cast<std::size_t>(per_point)};
    }
};

/// `coordinates` is [n, dimensions] row-major, 2 or 3 dimensions; at most n - 1 neighbours are listed.
/// A k-d tree with median splits: O(n log n) however uneven the density.
/// Throws InputError: other dimensions, non-finite coordinates, a negative k.
NeighbourLists nearest_neighbours(std::span<const double> coordinates, int dimensions, std::int32_t k);

}  // namespace prct
