#include "prct/energy/surface_curvature.hpp"

#include <algorithm>
#include <cmath>

namespace prct {

namespace {

/// Of the largest curvature: places are half a patch apart, and a quintic spline through nodes a patch apart bends so
/// little that linear interpolation of its curvature between them is this near. The test looks at all fitted surfaces.
constexpr double kBetween = 0.06;

}  // namespace

SurfaceCurvature surface_curvature(const float* table, double factor) {
    constexpr int n = kWindowSteps;
    SurfaceCurvature s;
    for (auto* v : {&s.phi, &s.psi, &s.phi_phi, &s.phi_psi, &s.psi_psi}) v->resize(n * n);
    double most = 0;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            const auto c = ramachandran_curvature(table, window_angle(i), window_angle(j));
            const int k = i * n + j;
            s.phi[k] = factor * c.phi;
            s.psi[k] = factor * c.psi;
            s.phi_phi[k] = factor * c.phi_phi;
            s.phi_psi[k] = factor * c.phi_psi;
            s.psi_psi[k] = factor * c.psi_psi;
            const double largest = 0.5 * (c.phi_phi + c.psi_psi) + std::hypot(0.5 * (c.phi_phi - c.psi_psi), c.phi_psi);
            most = std::max(most, factor * largest);
        }
    for (int k = 0; k < n * n; ++k) {
        s.phi_phi[k] += kBetween * most;
        s.psi_psi[k] += kBetween * most;
    }
    return s;
}

}  // namespace prct
