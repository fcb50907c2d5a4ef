// Eq. 8: N-H···O=C.
#pragma once

#include "prct/physics/fading_square.h"
#include "prct/physics/vec3.h"

namespace prct {

/// The well -ε s(1 - ((d - d0)/w)²), s of fading_square.h, ends smoothly at d0 ± w.
constexpr double kHydrogenBondLength_a = 1.95, kHydrogenBondWidth_a = 1.1;
/// H···O farther than this never bind (Å).
constexpr double kHydrogenBondCutoff_a = kHydrogenBondLength_a + kHydrogenBondWidth_a;

template <class T>
struct HydrogenBondGradient {
    Vec3<T> n, h, o, c;
};

/// -ε w(d_HO) a(N-H·H-O) b(H-O·O-C). Both angular factors are cosines cut at zero: a = s(cos of N-H to H···O),
/// b = s(0.2 + 0.8 x), x = cos of the angle between O=C and O···H directions; each is C2 where it vanishes.
template <class T>
PRCT_HD T hydrogen_bond_energy(const Vec3<T>& n, const Vec3<T>& h, const Vec3<T>& o, const Vec3<T>& c, T epsilon,
                               HydrogenBondGradient<T>& g) {
    g = {};
    const Vec3<T> ho = o - h;
    const T d2 = norm2(ho);
    if (d2 >= T(kHydrogenBondCutoff_a * kHydrogenBondCutoff_a)) return T(0);
    const T d = std::sqrt(d2), inv_d = T(1) / d;
    const T s = (d - T(kHydrogenBondLength_a)) * T(1.0 / kHydrogenBondWidth_a);
    const T base = T(1) - s * s;
    if (base <= T(0)) return T(0);
    const Vec3<T> u = inv_d * ho;
    const Vec3<T> nh = h - n, co = o - c;
    const T inv_nh = T(1) / norm(nh), inv_co = T(1) / norm(co);
    const Vec3<T> e = inv_nh * nh, f = inv_co * co;
    // x = 1 for a linear N-H···O; y = 1 for C=O···H in line, about 0.5-0.9 in real bonds.
    const T x = dot(e, u), y = -dot(f, u);
    const T bx = x, by = T(0.2) + T(0.8) * y;
    if (bx <= T(0) || by <= T(0)) return T(0);
    T well_slope, a_slope, b_slope;
    const T well = fading_square(base, well_slope), a = fading_square(bx, a_slope), b = fading_square(by, b_slope);
    const T dwell = T(-2.0 / kHydrogenBondWidth_a) * s * well_slope;
    const T ge = -epsilon;
    const T dx = ge * well * b * a_slope, dy = ge * well * a * T(0.8) * b_slope;
    // gradient with respect to ho: radial part and the turning of u
    const Vec3<T> g_ho = (ge * dwell * a * b) * u + (dx * inv_d) * (e - x * u) + (dy * inv_d) * (-f - y * u);
    const Vec3<T> g_nh = (dx * inv_nh) * (u - x * e);
    const Vec3<T> g_co = (dy * inv_co) * (-u - y * f);
    g.n = -g_nh;
    g.h = g_nh - g_ho;
    g.o = g_ho + g_co;
    g.c = -g_co;
    return ge * well * a * b;
}

/// The Hessian of one hydrogen bond is at most, at O with f along C=O, along (f·δo)² + across |δo - (f·δo) f|²
/// + turning |δo - δc|², and the same at H with N-H.
struct HydrogenBondCurvature {
    double along, across, turning;  ///< kcal/mol/Å²
};

/// Along: V'' = 4ε/w² at the bottom of a straight bond, and twice that, as O and H may move against each other. The
/// other two are the least round numbers that leave `along` at this when N-H is 1.01 and C=O 1.231 Å long and all else
/// is free: the energy is ε times a function of five numbers then, and its Hessian was searched over them.
PRCT_HD HydrogenBondCurvature hydrogen_bond_curvature_bound(double epsilon) {
    return {8 * epsilon / (kHydrogenBondWidth_a * kHydrogenBondWidth_a), 6 * epsilon, 3 * epsilon};
}

}  // namespace prct
