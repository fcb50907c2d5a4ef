#include "prct/graph/points.hpp"

#include <cmath>
#include <string>

#include "prct/error.hpp"

namespace prct {

std::vector<Point> read_points(std::span<const double> coordinates, int dimensions) {
    if (dimensions != 2 && dimensions != 3)
        throw InputError("points have " + std::to_string(dimensions) + " dimensions; give 2 or 3");
    if (coordinates.size() % dimensions != 0)
        throw InputError("the number of coordinates, " + std::to_string(coordinates.size()) + ", is no multiple of " +
                         std::to_string(dimensions) + "; give whole points");
    std::vector<Point> points(coordinates.size() / dimensions, Point{});
    for (std::size_t k = 0; k < coordinates.size(); ++k) {
        if (!std::isfinite(coordinates[k]))
            throw InputError("coordinate of point " + std::to_string(k / dimensions) +
                             " is not finite; leave such points out");
        points[k / dimensions][k % dimensions] = coordinates[k];
    }
    return points;
}

}  // namespace prct
