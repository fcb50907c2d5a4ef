#include "platform/frame.hpp"

#include <cmath>

namespace prct::cuda {

namespace {

double axis_of(const Vec3<double>& v, std::size_t k) { return k % 3 == 0 ? v.x : k % 3 == 1 ? v.y : v.z; }

}  // namespace

Vec3<double> whole_centre(std::span<const double> positions) {
    double sum[3] = {0, 0, 0};
    for (std::size_t k = 0; k < positions.size(); ++k) sum[k % 3] += positions[k];
    const double atoms = static_cast<double>(positions.size()) / 3;
    return {std::nearbyint(sum[0] / atoms), std::nearbyint(sum[1] / atoms), std::nearbyint(sum[2] / atoms)};
}

void to_device_frame(std::span<const double> positions, const Vec3<double>& centre, float* out) {
    for (std::size_t k = 0; k < positions.size(); ++k) out[k] = static_cast<float>(positions[k] - axis_of(centre, k));
}

std::vector<double> from_device_frame(const float* positions, std::size_t count, const Vec3<double>& centre) {
    std::vector<double> out(count);
    for (std::size_t k = 0; k < count; ++k) out[k] = static_cast<double>(positions[k]) + axis_of(centre, k);
    return out;
}

}  // namespace prct::cuda
