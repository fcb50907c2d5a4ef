#include "prct/spatial/neighbour_counts.hpp"

namespace prct {

std::vector<std::int32_t> neighbour_counts(std::span<const Vec3<double>> points, double reach_a) {
    std::vector<double> x, y, z;
    for (const auto& p : points) x.push_back(p.x), y.push_back(p.y), z.push_back(p.z);
    std::vector<std::int32_t> counts;
    counts.reserve(points.size());
    for (const auto& p : points) {
        std::int64_t near = 0;  // as wide as a coordinate, so that both fill the same vectors
        for (std::size_t k = 0; k < points.size(); ++k) {
            const double dx = p.x - x[k], dy = p.y - y[k], dz = p.z - z[k];
            near += dx * dx + dy * dy + dz * dz <= reach_a * reach_a ? 1 : 0;
        }
        counts.push_back(static_cast<std::int32_t>(near));
    }
    return counts;
}

}  // namespace prct
