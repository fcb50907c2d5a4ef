// [L, 3] coordinate arrays as points.
#pragma once

#include <string>
#include <vector>

#include "array_view.hpp"
#include "prct/physics/vec3.h"

namespace prct::python {

inline std::vector<Vec3<double>> points(const Array<double>& a) {
    std::vector<Vec3<double>> out(static_cast<std::size_t>(a.size()) / 3);
    const double* p = a.data();
    for (auto& point : out) {
        point = {p[0], p[1], p[2]};
        p += 3;
    }
    return out;
}

inline std::vector<Vec3<double>> trace(const Array<double>& a, const std::string& name) {
    require_shape(a, {-1, 3}, name);
    return points(a);
}

}  // namespace prct::python
