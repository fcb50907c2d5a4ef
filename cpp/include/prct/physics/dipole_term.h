// Eq. 12: dipoles along the peptide C=O.
#pragma once

#include "prct/physics/vec3.h"

namespace prct {

template <class T>
struct DipoleGradient {
    Vec3<T> first, second, separation;
};

/// J₀ [σ₁·σ₂ - 3(σ₁·r̂)(σ₂·r̂)]/r³ · (1 - r²/R²)² for r < R, with unit vectors σ and separation r = r₂ - r₁.
/// The switch makes energy and force vanish at the cutoff R. J₀ in kcal/mol Å³.
template <class T>
PRCT_HD T dipole_energy(const Vec3<T>& s1, const Vec3<T>& s2, const Vec3<T>& r, T j0, T cutoff, DipoleGradient<T>& g) {
    g = {};
    const T r2 = norm2(r), inv_cut2 = T(1) / (cutoff * cutoff);
    if (r2 >= cutoff * cutoff) return T(0);
    const T x = T(1) - r2 * inv_cut2;
    const T inv_r2 = T(1) / r2, inv_r = std::sqrt(inv_r2), inv_r3 = inv_r2 * inv_r;
    const T p = dot(s1, r), q = dot(s2, r), c = dot(s1, s2);
    const T bare = j0 * inv_r3 * (c - T(3) * p * q * inv_r2);
    const T sw = x * x;
    const T scale = sw * j0 * inv_r3;
    g.first = scale * (s2 - (T(3) * q * inv_r2) * r);
    g.second = scale * (s1 - (T(3) * p * inv_r2) * r);
    const T radial = scale * (T(-3) * c + T(15) * p * q * inv_r2) * inv_r2 - T(4) * x * inv_cut2 * bare;
    g.separation = radial * r - (scale * T(3) * inv_r2) * (q * s1 + p * s2);
    return sw * bare;
}

template <class T>
struct CarbonylGradient {
    Vec3<T> c1, o1, c2, o2;
};

/// The same for two carbonyls: σ along C→O, the dipole in the middle of the bond.
template <class T>
PRCT_HD T carbonyl_dipole_energy(const Vec3<T>& c1, const Vec3<T>& o1, const Vec3<T>& c2, const Vec3<T>& o2, T j0,
                                 T cutoff, CarbonylGradient<T>& g) {
    const Vec3<T> u = o1 - c1, v = o2 - c2;
    const T inverse_u = T(1) / norm(u), inverse_v = T(1) / norm(v);
    const Vec3<T> s = inverse_u * u, t = inverse_v * v;
    DipoleGradient<T> q;
    const T energy = dipole_energy(s, t, T(0.5) * (o2 + c2) - T(0.5) * (o1 + c1), j0, cutoff, q);
    const Vec3<T> turn_1 = inverse_u * (q.first - dot(q.first, s) * s);
    const Vec3<T> turn_2 = inverse_v * (q.second - dot(q.second, t) * t);
    const Vec3<T> half = T(0.5) * q.separation;
    g = {-turn_1 - half, turn_1 - half, half - turn_2, half + turn_2};
    return energy;
}

/// Bound of the Hessian's norm on the four points, for dipoles at least `nearest` apart and bonds `bond_a` long.
/// The energy is J₀ times the second derivative of 1/r along σ₁ and σ₂, and a derivative of order n of 1/r along unit
/// vectors is at most n! / r^(n+1). The switch and its first two derivatives are at most 1, 1.54/R, 8/R². A
/// displacement δ of length 1 moves r by at most 1/√2·√2 = 1, turns both σ by at most t = 2/bond together, and
/// bends each by at most 2 |δu|²/bond².
PRCT_HD double dipole_curvature_bound(double j0, double cutoff, double nearest, double bond_a) {
    const double r = nearest, r3 = r * r * r, turn = 2 / bond_a, steep = 1.54 / cutoff, bent = 8 / (cutoff * cutoff);
    const double value = 2 / r3, first = 6 / (r3 * r), second = 24 / (r3 * r * r);
    const double radial = second + 2 * first * steep + value * bent;
    const double mixed = (first + value * steep) * turn;
    return std::abs(j0) * (radial + 2 * mixed + value * turn * turn * 0.5 + value * 4 / (bond_a * bond_a));
}

}  // namespace prct
