// Eq. 6: energy of (phi, psi) on a periodic biquintic surface. Four continuous derivatives: with two, the jumps of the
// third at every border of a patch made the energy of Eq. 26 wander.
#pragma once

#include "prct/hd.h"

namespace prct {

inline constexpr int ramachandran_grid = 36;    // nodes an axis, 10 degrees apart, the first at -pi
inline constexpr int ramachandran_support = 6;  // B-splines that reach into a cell, an axis
// A surface is the coefficients (kcal/mol) of its B-splines, [phi][psi] from two nodes before -pi, the turn repeated,
// so that the coefficients of a cell stand side by side.
inline constexpr int ramachandran_width = ramachandran_grid + ramachandran_support - 1;
inline constexpr int ramachandran_stride = ramachandran_width * ramachandran_width;

/// Where an angle falls between two nodes, and the quintic B-splines there with their slopes.
template <class T>
struct SplineCell {
    int first;
    T value[ramachandran_support], slope[ramachandran_support];
};

/// Any angle (rad) is wrapped.
template <class T>
PRCT_HD SplineCell<T> spline_cell(T angle) {
    constexpr int n = ramachandran_grid;
    constexpr T nodes_per_rad = n / T(6.283185307179586476925286766559);
    const T u = angle * nodes_per_rad + T(n / 2);
    const T floor_u = std::floor(u);
    const T node = floor_u - n * std::floor(floor_u / n);
    SplineCell<T> c;
    c.first = node >= 0 && node < n ? static_cast<int>(node) : 0;  // NaN stays inside the table and comes back as NaN
    const T at[2] = {T(1) - (u - floor_u), u - floor_u};
    constexpr T unit = T(1) / 120, unit_slope = T(1) / 24;
    for (int side = 0; side < 2; ++side) {  // mirror images of each other
        const T t = at[side], t2 = t * t, sign = side ? T(1) : T(-1);
        const int outer = side ? 5 : 0, middle = side ? 4 : 1, inner = side ? 3 : 2;
        c.value[outer] = unit * (t2 * t2 * t);
        c.value[middle] = unit * (1 + t * (5 + t * (10 + t * (10 + t * (5 - 5 * t)))));
        c.value[inner] = unit * (26 + t * (50 + t * (20 + t * (-20 + t * (-20 + 10 * t)))));
        c.slope[outer] = sign * unit_slope * (t2 * t2);
        c.slope[middle] = sign * unit_slope * (1 + t * (4 + t * (6 + t * (4 - 5 * t))));
        c.slope[inner] = sign * unit_slope * (10 + t * (8 + t * (-12 + t * (-16 + 10 * t))));
    }
    return c;
}

/// Energy (kcal/mol) of one residue; dphi and dpsi receive its derivatives (kcal/mol/rad).
/// `table` is the surface of the residue's class; a NaN angle gives NaN.
template <class T>
PRCT_HD T ramachandran_energy(const float* table, T phi, T psi, T& dphi, T& dpsi) {
    constexpr T nodes_per_rad = ramachandran_grid / T(6.283185307179586476925286766559);
    const SplineCell<T> x = spline_cell(phi);
    const SplineCell<T> y = spline_cell(psi);
    T energy = 0, along_phi = 0, along_psi = 0;
    for (int i = 0; i < ramachandran_support; ++i) {
        const float* row = table + (x.first + i) * ramachandran_width + y.first;
        T value = 0, slope = 0;
        for (int j = 0; j < ramachandran_support; ++j) {
            value += y.value[j] * row[j];
            slope += y.slope[j] * row[j];
        }
        energy += x.value[i] * value;
        along_phi += x.slope[i] * value;
        along_psi += x.value[i] * slope;
    }
    dphi = along_phi * nodes_per_rad;
    dpsi = along_psi * nodes_per_rad;
    return energy;
}

/// First and second derivatives of a surface at one point (kcal/mol/rad and /rad²).
struct RamachandranCurvature {
    double phi, psi, phi_phi, phi_psi, psi_psi;
};

/// Second derivatives, per node spacing, of the quintic B-splines of a cell at `t` of its width: cubic B-splines of the
/// second differences of the coefficients.
PRCT_HD void spline_cell_second(double t, double (&second)[ramachandran_support]) {
    const double s = 1 - t;
    const double cubic[4] = {s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6,
                             t * t * t / 6};
    for (auto& v : second) v = 0;
    for (int k = 0; k < 4; ++k) {
        second[k] += cubic[k];
        second[k + 1] -= 2 * cubic[k];
        second[k + 2] += cubic[k];
    }
}

/// The Hessian of ramachandran_energy in (phi, psi) at a point: exact, so that the least upper bound over a surface is
/// its maximum.
PRCT_HD RamachandranCurvature ramachandran_curvature(const float* table, double phi, double psi) {
    constexpr int n = ramachandran_grid;
    constexpr double nodes_per_rad = n / 6.283185307179586476925286766559, squared = nodes_per_rad * nodes_per_rad;
    const SplineCell<double> x = spline_cell(phi), y = spline_cell(psi);
    const double u = phi * nodes_per_rad + n / 2, v = psi * nodes_per_rad + n / 2;  // rounded as in spline_cell
    double bent_x[ramachandran_support], bent_y[ramachandran_support];
    spline_cell_second(u - std::floor(u), bent_x);
    spline_cell_second(v - std::floor(v), bent_y);
    RamachandranCurvature c{};
    for (int i = 0; i < ramachandran_support; ++i) {
        const float* row = table + (x.first + i) * ramachandran_width + y.first;
        double value = 0, slope = 0, second = 0;
        for (int j = 0; j < ramachandran_support; ++j) {
            value += y.value[j] * row[j];
            slope += y.slope[j] * row[j];
            second += bent_y[j] * row[j];
        }
        c.phi += x.slope[i] * value * nodes_per_rad;
        c.psi += x.value[i] * slope * nodes_per_rad;
        c.phi_phi += bent_x[i] * value * squared;
        c.phi_psi += x.slope[i] * slope * squared;
        c.psi_psi += x.value[i] * second * squared;
    }
    return c;
}

}  // namespace prct
