#include "platform/frame.hpp"

#include <cmath>

namespace prct::cuda {

Vec3<double> whole_centre(std::span<const double> positions) {
    double sum[3] = {0, 0, 0};
    for (std::size_t k = 0; k < positions.size(); ++k) sum[k % 3] += positions[k];
    const double atoms = static_cast<double>(positions.size()) / 3;
    return {std::nearbyint(sum[0] / atoms), std::nearbyint(sum[1] / atoms), std::nearbyint(sum[2] / atoms)};
}

void to_device_frame(std::span<const double> positions, const Vec3<double>& centre, float* out) {
    const double c[3] = {centre.x, centre.y, centre.z};
    for (std::size_t k = 0; k + 3 <= positions.size(); k += 3)
        for (std::size_t axis = 0; axis < 3; ++axis) out[k + axis] = static_cast<float>(positions[k + axis] - c[axis]);
}

std::vector<double> from_device_frame(const float* positions, std::size_t count, const Vec3<double>& centre) {
    const double c[3] = {centre.x, centre.y, centre.z};
    std::vector<double> out(count);
    for (std::size_t k = 0; k + 3 <= count; k += 3)
        for (std::size_t axis = 0; axis < 3; ++axis) out[k + axis] = static_cast<double>(positions[k + axis]) + c[axis];
    return out;
}

}  // namespace prct::cuda
