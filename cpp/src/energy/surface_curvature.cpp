#include "prct/energy/surface_curvature.hpp"

#include <algorithm>
#include <cmath>

namespace prct {

namespace {

constexpr int n = kWindowSteps;

/// A Hessian between places is taken from the corners of its cell by linear interpolation. That errs most in the
/// middle, and by this factor no more than there; the test looks inside the cells of all fitted surfaces.
constexpr double kMiddle = 1.15;

/// By how much the Hessian in the middle of a cell exceeds the mean of its corners, in any direction.
double excess(const SurfaceCurvature& s, const RamachandranCurvature& middle, double factor, int i, int j) {
    const int a = (i + 1) % n, b = (j + 1) % n;
    const auto above = [&](const std::vector<double>& v, double at) {
        return factor * at - 0.25 * (v[i * n + j] + v[a * n + j] + v[i * n + b] + v[a * n + b]);
    };
    const double xx = above(s.phi_phi, middle.phi_phi), yy = above(s.psi_psi, middle.psi_psi);
    return 0.5 * (xx + yy) + std::hypot(0.5 * (xx - yy), above(s.phi_psi, middle.phi_psi));
}

}  // namespace

SurfaceCurvature surface_curvature(const float* table, double factor) {
    SurfaceCurvature s;
    for (auto* v : {&s.phi, &s.psi, &s.phi_phi, &s.phi_psi, &s.psi_psi}) v->resize(n * n);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            const auto c = ramachandran_curvature(table, window_angle(i), window_angle(j));
            const int k = i * n + j;
            s.phi[k] = factor * c.phi;
            s.psi[k] = factor * c.psi;
            s.phi_phi[k] = factor * c.phi_phi;
            s.phi_psi[k] = factor * c.phi_psi;
            s.psi_psi[k] = factor * c.psi_psi;
        }
    std::vector<double> more(n * n, 0.0);
    const double half = 0.5 * (window_angle(1) - window_angle(0));
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            const auto middle = ramachandran_curvature(table, window_angle(i) + half, window_angle(j) + half);
            const double gap = kMiddle * excess(s, middle, factor, i, j);
            for (const int a : {i, (i + 1) % n})
                for (const int b : {j, (j + 1) % n}) more[a * n + b] = std::max(more[a * n + b], gap);
        }
    for (int k = 0; k < n * n; ++k) {
        s.phi_phi[k] += more[k];
        s.psi_psi[k] += more[k];
    }
    return s;
}

}  // namespace prct
