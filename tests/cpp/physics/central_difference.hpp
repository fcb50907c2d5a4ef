// Analytic gradients of a few points against central differences; and what every force must keep.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "prct/physics/vec3.h"

namespace prct::testing {

using Points = std::vector<Vec3<double>>;

inline double& component(Vec3<double>& v, int axis) { return axis == 0 ? v.x : axis == 1 ? v.y : v.z; }

/// `energy(points)` by differences of fourth order against `gradient`, relative to its largest component.
template <class Energy>
void expect_gradient(Energy&& energy, Points points, Points gradient, double tolerance = 1e-6, double h = 1e-4) {
    double scale = 1e-3;
    for (auto& g : gradient)
        for (int axis = 0; axis < 3; ++axis) scale = std::max(scale, std::abs(component(g, axis)));
    for (std::size_t k = 0; k < points.size(); ++k)
        for (int axis = 0; axis < 3; ++axis) {
            const double x = component(points[k], axis);
            const auto at = [&](double shift) {
                component(points[k], axis) = x + shift;
                const double e = energy(points);
                component(points[k], axis) = x;
                return e;
            };
            const double slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
            EXPECT_NEAR(component(gradient[k], axis), slope, tolerance * scale) << "point " << k << " axis " << axis;
        }
}

/// ΣF = 0 and Στ = 0 within `tolerance` of the largest force.
inline void expect_balance(const Points& points, const Points& gradient, double tolerance = 1e-12) {
    Vec3<double> force, torque;
    double scale = 1;
    for (std::size_t k = 0; k < points.size(); ++k) {
        force += gradient[k];
        torque += cross(points[k], gradient[k]);
        scale = std::max(scale, norm(gradient[k]) * (1 + norm(points[k])));
    }
    EXPECT_LT(norm(force), tolerance * scale);
    EXPECT_LT(norm(torque), tolerance * scale);
}

}  // namespace prct::testing
