// Points in the order in which a Hilbert curve meets them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

/// A permutation of 0..n-1; ties by lower index. `coordinates` is [n, dimensions] row-major, 2 or 3 dimensions; the
/// curve fills their bounding cube at 2^20 steps an axis. Throws InputError as read_points does.
/// Source: Skilling, AIP Conf. Proc. 707, 381 (2004).
std::vector<std::int32_t> hilbert_order(std::span<const double> coordinates, int dimensions);

}  // namespace prct
