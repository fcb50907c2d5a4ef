// Eq. 6: energy of (phi, psi) on a periodic bicubic surface.
#pragma once

#include "prct/hd.h"

namespace prct {

inline constexpr int ramachandran_grid = 36;  // nodes an axis, 10 degrees apart, the first at -pi
// A surface is [phi node][psi node][f, f_phi, f_psi, f_phipsi] in kcal/mol, derivatives per grid step.
inline constexpr int ramachandran_stride = 4 * ramachandran_grid * ramachandran_grid;

/// Where an angle falls between two nodes, and the four cubic Hermite weights there with their slopes.
template <class T>
struct HermiteCell {
    int lower, upper;
    T value[4], slope[4];  // order: f(lower), f(upper), f'(lower), f'(upper)
};

/// Any angle (rad) is wrapped.
template <class T>
PRCT_HD HermiteCell<T> hermite_cell(T angle) {
    constexpr int n = ramachandran_grid;
    constexpr T nodes_per_rad = n / T(6.283185307179586476925286766559);
    const T u = angle * nodes_per_rad + T(n / 2);
    const T floor_u = std::floor(u);
    const T node = floor_u - n * std::floor(floor_u / n);
    const T t = u - floor_u;
    const T t2 = t * t;
    HermiteCell<T> c;
    c.lower = node >= 0 && node < n ? static_cast<int>(node) : 0;  // NaN stays inside the table and comes back as NaN
    c.upper = c.lower + 1 < n ? c.lower + 1 : 0;
    c.value[1] = t2 * (3 - 2 * t);
    c.value[0] = 1 - c.value[1];
    c.value[2] = t * (1 - t) * (1 - t);
    c.value[3] = t2 * (t - 1);
    c.slope[1] = 6 * t * (1 - t);
    c.slope[0] = -c.slope[1];
    c.slope[2] = (1 - t) * (1 - 3 * t);
    c.slope[3] = t * (3 * t - 2);
    return c;
}

/// Energy (kcal/mol) of one residue; dphi and dpsi receive its derivatives (kcal/mol/rad).
/// `table` is the surface of the residue's class; a NaN angle gives NaN.
template <class T>
PRCT_HD T ramachandran_energy(const float* table, T phi, T psi, T& dphi, T& dpsi) {
    constexpr T nodes_per_rad = ramachandran_grid / T(6.283185307179586476925286766559);
    const HermiteCell<T> x = hermite_cell(phi);
    const HermiteCell<T> y = hermite_cell(psi);
    T energy = 0, along_phi = 0, along_psi = 0;
    for (int side = 0; side < 2; ++side) {
        const float* row = table + 4 * ramachandran_grid * (side ? x.upper : x.lower);
        const float* a = row + 4 * y.lower;
        const float* b = row + 4 * y.upper;
        // f and f_phi along this node line, as functions of psi.
        const T f = y.value[0] * T(a[0]) + y.value[1] * T(b[0]) + y.value[2] * T(a[2]) + y.value[3] * T(b[2]);
        const T f_phi = y.value[0] * T(a[1]) + y.value[1] * T(b[1]) + y.value[2] * T(a[3]) + y.value[3] * T(b[3]);
        const T g = y.slope[0] * T(a[0]) + y.slope[1] * T(b[0]) + y.slope[2] * T(a[2]) + y.slope[3] * T(b[2]);
        const T g_phi = y.slope[0] * T(a[1]) + y.slope[1] * T(b[1]) + y.slope[2] * T(a[3]) + y.slope[3] * T(b[3]);
        energy += x.value[side] * f + x.value[2 + side] * f_phi;
        along_phi += x.slope[side] * f + x.slope[2 + side] * f_phi;
        along_psi += x.value[side] * g + x.value[2 + side] * g_phi;
    }
    dphi = along_phi * nodes_per_rad;
    dpsi = along_psi * nodes_per_rad;
    return energy;
}

}  // namespace prct
