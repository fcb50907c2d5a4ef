// Coordinates between host and device: double on the host, single on the device about a centre of whole Å, so that they
// keep their last digits and coordinates on a fine grid arrive as they were.
#pragma once

#include <span>
#include <vector>

#include "prct/physics/vec3.h"

namespace prct::cuda {

/// Of coordinates, three a point.
Vec3<double> whole_centre(std::span<const double> positions);
/// `positions` minus the centre into `out`.
void to_device_frame(std::span<const double> positions, const Vec3<double>& centre, float* out);
std::vector<double> from_device_frame(const float* positions, std::size_t count, const Vec3<double>& centre);

}  // namespace prct::cuda
