// Points of two or three dimensions, checked at the edge.
#pragma once

#include <array>
#include <span>
#include <vector>

namespace prct {

using Point = std::array<double, 3>;

/// The rows of a [n, dimensions] array; a missing third coordinate is 0.
/// Throws InputError: dimensions other than 2 or 3, a broken last row, non-finite coordinates.
std::vector<Point> read_points(std::span<const double> coordinates, int dimensions);

inline double distance2(const Point& a, const Point& b) {
    const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return x * x + y * y + z * z;
}

}  // namespace prct
