// Dihedral angles and cosines of bond angles with their gradients.
#pragma once

#include "prct/physics/vec3.h"

namespace prct {

/// Below this the plane normals of a dihedral are taken as undefined: value and gradient are zero there (Å⁴).
constexpr double kDihedralFloor = 1e-12;

/// sin² of a bond angle (14° from straight) below which a torsion of the chain no longer pushes in full.
constexpr double kStraightSine2 = 0.06;

/// Eq. 1: sine and cosine of the dihedral a-b-c-d (IUPAC sign) and the gradient of the angle with respect to the four
/// points. Without branches, so that loops over residues vectorise.
///
/// Where sin² of the angle a-b-c or b-c-d is below `straight_sine2` the gradient is multiplied by sin² /
/// straight_sine2: the lever of a dihedral vanishes on a straight line, and its forces would have no bound. One factor
/// for all four points, so that forces balance and turn nothing.
template <class T>
PRCT_HD void dihedral_phase(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, const Vec3<T>& d,
                            Vec3<T> (&gradient)[4], T& sine, T& cosine, T straight_sine2 = T(0)) {
    const Vec3<T> f = a - b, g = b - c, h = d - c;
    const Vec3<T> m = cross(f, g), n = cross(h, g);
    const T m2 = norm2(m), n2 = norm2(n), g2 = norm2(g);
    const bool defined = m2 >= T(kDihedralFloor) && n2 >= T(kDihedralFloor) && g2 >= T(kDihedralFloor);
    const T g1 = std::sqrt(defined ? g2 : T(1));
    const T inv_m2 = defined ? T(1) / m2 : T(0), inv_n2 = defined ? T(1) / n2 : T(0), inv_g = T(1) / g1;
    const T full_m2 = straight_sine2 * g2 * norm2(f), full_n2 = straight_sine2 * g2 * norm2(h);
    const T grip = (m2 < full_m2 ? m2 / full_m2 : T(1)) * (n2 < full_n2 ? n2 / full_n2 : T(1));
    const T by_m = grip * inv_m2, by_n = grip * inv_n2;
    const Vec3<T> at_a = (-g1 * by_m) * m, at_d = (g1 * by_n) * n;
    const Vec3<T> shift = (dot(f, g) * inv_g * by_m) * m - (dot(h, g) * inv_g * by_n) * n;
    gradient[0] = at_a;
    gradient[1] = shift - at_a;
    gradient[2] = -shift - at_d;
    gradient[3] = at_d;
    const T scale = std::sqrt(inv_m2 * inv_n2);
    sine = dot(cross(n, m), g) * inv_g * scale;
    cosine = defined ? dot(m, n) * scale : T(1);
}

/// Eq. 1 for φ, ψ and ω: as dihedral_phase, with a bound on the gradient, 1 / (0.24 |a - b|) at a.
template <class T>
PRCT_HD void torsion_phase(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, const Vec3<T>& d,
                           Vec3<T> (&gradient)[4], T& sine, T& cosine) {
    dihedral_phase(a, b, c, d, gradient, sine, cosine, T(kStraightSine2));
}

/// The torsion itself, in (-π, π].
template <class T>
PRCT_HD T torsion(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, const Vec3<T>& d, Vec3<T> (&gradient)[4]) {
    T sine, cosine;
    torsion_phase(a, b, c, d, gradient, sine, cosine);
    return std::atan2(sine, cosine);
}

/// The dihedral itself, in (-π, π].
template <class T>
PRCT_HD T dihedral(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, const Vec3<T>& d, Vec3<T> (&gradient)[4]) {
    T sine, cosine;
    dihedral_phase(a, b, c, d, gradient, sine, cosine);
    return std::atan2(sine, cosine);
}

template <class T>
PRCT_HD T dihedral(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, const Vec3<T>& d) {
    Vec3<T> unused[4];
    return dihedral(a, b, c, d, unused);
}

/// Cosine of the angle a-b-c and its gradient; finite for every angle, a straight one included.
template <class T>
PRCT_HD T cos_angle(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, Vec3<T> (&gradient)[3]) {
    const Vec3<T> u = a - b, v = c - b;
    const T inv_u = T(1) / std::sqrt(norm2(u)), inv_v = T(1) / std::sqrt(norm2(v));
    const Vec3<T> eu = inv_u * u, ev = inv_v * v;
    const T cosine = dot(eu, ev);
    gradient[0] = inv_u * (ev - cosine * eu);
    gradient[2] = inv_v * (eu - cosine * ev);
    gradient[1] = -(gradient[0] + gradient[2]);
    return cosine;
}

}  // namespace prct
