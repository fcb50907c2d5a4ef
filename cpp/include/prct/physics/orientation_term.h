// Eq. 9b: how two residues stand to each other, as periodic splines over dihedrals and angles of N, CA and CB.
#pragma once

#include "prct/physics/dihedral.h"
#include "prct/physics/pair_curvature.h"
#include "prct/physics/virtual_sites.h"

namespace prct {

/// ω: CA-CB-CB-CA of i and j. θ: N-CA-CB of i and CB of j. φ: the angle of CA, CB of i and CB of j.
enum class OrientationKind : std::uint8_t { omega, theta, phi };

/// Coefficients of a periodic cubic B-spline: 15 degrees apart, the first at -π + 7.5 degrees.
inline constexpr int orientation_bins = 24;

/// Where a bond angle comes near to 0 or π the dihedral has no meaning, and its forces no bound: the term fades as
/// sin²/(sin² + this) there, half way at 20 degrees.
constexpr double kOrientationFade = 0.117;

/// Value and slope at `angle` (rad, any turn) of the spline with these coefficients: two continuous derivatives, and
/// nowhere outside the range of the coefficients.
template <class T, class Table>
PRCT_HD T orientation_spline(const Table* coefficients, T angle, T& slope) {
    constexpr int n = orientation_bins;
    constexpr T bins_per_rad = n / T(6.283185307179586476925286766559);
    const T u = angle * bins_per_rad + (T(n / 2) - T(0.5));
    const T floor_u = std::floor(u);
    const T t = u - floor_u, s = T(1) - t;
    const T wrapped = floor_u - n * std::floor(floor_u / n);
    const int first = wrapped >= 0 && wrapped < n ? static_cast<int>(wrapped) : 0;  // NaN comes back as NaN
    const T value[4] = {s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6,
                        t * t * t / 6};
    const T rate[4] = {-s * s / 2, (3 * t * t - 4 * t) / 2, (4 * s - 3 * s * s) / 2, t * t / 2};
    T energy = 0;
    slope = 0;
    for (int k = 0; k < 4; ++k) {
        const T c = T(coefficients[(first + n - 1 + k) % n]);
        energy += value[k] * c;
        slope += rate[k] * c;
    }
    slope *= bins_per_rad;
    return energy;
}

/// sin²/(sin² + fade) of an angle, from its cosine; `slope` with respect to the cosine.
template <class T>
PRCT_HD T orientation_fade(T cosine, T& slope) {
    const T sine2 = T(1) - cosine * cosine, whole = sine2 + T(kOrientationFade);
    slope = T(-2) * cosine * T(kOrientationFade) / (whole * whole);
    return sine2 / whole;
}

/// Two CBs this near (Å) have half the strength: their direction, and with it every angle here, turns without bound as
/// they meet, which clashing starts bring about. In folded chains they are three times as far apart.
constexpr double kOrientationNear_a = 1.0;

/// r²/(r² + near²) of the CBs at p and q; `gradient` at p, the negative at q.
template <class T>
PRCT_HD T orientation_strength(const Vec3<T>& p, const Vec3<T>& q, Vec3<T>& gradient) {
    constexpr T near2 = T(kOrientationNear_a * kOrientationNear_a);
    const Vec3<T> d = p - q;
    const T r2 = norm2(d), inverse = T(1) / (r2 + near2);
    gradient = (T(2) * near2 * inverse * inverse) * d;
    return r2 * inverse;
}

/// Energy of the dihedral a-b-c-d, faded where a-b-c or b-c-d is straight, and its gradient.
template <class T, class Table>
PRCT_HD T orientation_dihedral(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, const Vec3<T>& d,
                               const Table* coefficients, Vec3<T> (&gradient)[4]) {
    Vec3<T> turn[4], bend_b[3], bend_c[3];
    T slope, slope_b, slope_c;
    const T angle = dihedral(a, b, c, d, turn);
    const T energy = orientation_spline(coefficients, angle, slope);
    const T fade_b = orientation_fade(cos_angle(a, b, c, bend_b), slope_b);
    const T fade_c = orientation_fade(cos_angle(b, c, d, bend_c), slope_c);
    const T along = fade_b * fade_c * slope, at_b = energy * fade_c * slope_b, at_c = energy * fade_b * slope_c;
    gradient[0] = along * turn[0] + at_b * bend_b[0];
    gradient[1] = along * turn[1] + at_b * bend_b[1] + at_c * bend_c[0];
    gradient[2] = along * turn[2] + at_b * bend_b[2] + at_c * bend_c[1];
    gradient[3] = along * turn[3] + at_c * bend_c[2];
    return fade_b * fade_c * energy;
}

/// Energy of the angle a-b-c and its gradient. The coefficients are those of an even function: the second half holds
/// the bins of 0 to π, the first half their mirror image, so that forces stay finite at 0 and π.
template <class T, class Table>
PRCT_HD T orientation_angle(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, const Table* coefficients,
                            Vec3<T> (&gradient)[3]) {
    const T cosine = cos_angle(a, b, c, gradient);
    const T bounded = cosine < T(-1) ? T(-1) : cosine > T(1) ? T(1) : cosine;
    const T sine = std::sqrt(T(1) - bounded * bounded), least = T(1e-4);
    T slope;
    const T energy = orientation_spline(coefficients, std::acos(bounded), slope);
    // dE/dcos = -E'/sin; where sin vanishes E' does so in proportion, and that ratio is taken a little further off.
    T near = slope;
    if (sine < least) orientation_spline(coefficients, bounded > 0 ? least : T(3.14159265358979323846) - least, near);
    const T rate = -near / (sine < least ? least : sine);
    for (auto& g : gradient) g = rate * g;
    return energy;
}

/// Which sites an orientation is between: `of_j` counts from the end, the others are of i. An angle has three.
struct OrientationSites {
    int count, of_j;
    Site site[4];
};

PRCT_HD OrientationSites orientation_sites(OrientationKind kind) {
    switch (kind) {
        case OrientationKind::omega:
            return {4, 2, {kSiteCA, kSiteCB, kSiteCB, kSiteCA}};
        case OrientationKind::theta:
            return {4, 1, {kSiteN, kSiteCA, kSiteCB, kSiteCB}};
        default:
            return {3, 1, {kSiteCA, kSiteCB, kSiteCB, kSiteCB}};
    }
}

/// CBs on one spot have no direction; nearer ones than this feel nothing (Å²), as in the limit.
constexpr double kOrientationSmallest_a2 = 1e-8;

/// Energy of one orientation with its sites at `at`, and the gradient there (kcal/mol, before scaling).
template <class T, class Table>
PRCT_HD T orientation_energy(OrientationKind kind, const Table* coefficients, const Vec3<T> (&at)[4],
                             Vec3<T> (&gradient)[4]) {
    const int cb_j = kind == OrientationKind::theta ? 3 : 2, cb_i = cb_j - 1;
    const Vec3<T> p = cb_j == 3 ? at[2] : at[1], q = cb_j == 3 ? at[3] : at[2];
    for (auto& g : gradient) g = {};
    if (norm2(p - q) < T(kOrientationSmallest_a2)) return T(0);
    T energy;
    if (kind == OrientationKind::phi) {
        Vec3<T> g[3];
        energy = orientation_angle(at[0], at[1], at[2], coefficients, g);
        for (int k = 0; k < 3; ++k) gradient[k] = g[k];
    } else {
        energy = orientation_dihedral(at[0], at[1], at[2], at[3], coefficients, gradient);
    }
    Vec3<T> apart;
    const T strength = orientation_strength(p, q, apart);
    for (int k = 0; k < 4; ++k) {
        gradient[k] = strength * gradient[k];
        if (k == cb_i) gradient[k] += energy * apart;
        if (k == cb_j) gradient[k] -= energy * apart;
    }
    return strength * energy;
}

/// Largest |value|, |slope| and |second derivative| (kcal/mol, per rad, per rad²) of the spline: each is a B-spline of
/// differences of the coefficients, and stays between them.
struct OrientationExtremes {
    double value, slope, second;
};
template <class Table>
PRCT_HD OrientationExtremes orientation_extremes(const Table* c) {
    constexpr int n = orientation_bins;
    constexpr double bins_per_rad = n / 6.283185307179586476925286766559;
    OrientationExtremes e{0, 0, 0};
    for (int k = 0; k < n; ++k) {
        const double at = c[k], next = c[(k + 1) % n], beyond = c[(k + 2) % n];
        const double slope = std::abs(next - at) * bins_per_rad;
        const double second = std::abs(beyond - 2 * next + at) * bins_per_rad * bins_per_rad;
        e.value = std::abs(at) > e.value ? std::abs(at) : e.value;
        e.slope = slope > e.slope ? slope : e.slope;
        e.second = second > e.second ? second : e.second;
    }
    return e;
}

/// Bound of the Hessian's norm on the sites, and of the force on one. Holds for CBs at least 3 Å apart with CA-CB
/// 1.53 Å, N-CA 1.458 Å and N-CA-CB 95 to 125 degrees: there the Hessian is value P + slope Q + second R with P, Q, R
/// functions of the shape alone, whose norms were searched over all shapes; these are a tenth more. An angle's slope is
/// at most second (π/2) sin, which takes the pole of its curvature away.
PRCT_HD PairCurvature orientation_curvature_bound(OrientationKind kind, const OrientationExtremes& e) {
    switch (kind) {
        case OrientationKind::omega:
            return {22 * e.value + 11 * e.slope + 11.5 * e.second, 1.7 * e.value + 1.35 * e.slope};
        case OrientationKind::theta:
            return {23 * e.value + 11.5 * e.slope + 12 * e.second, 1.7 * e.value + 1.5 * e.slope};
        default:
            return {0.12 * e.value + 3.7 * e.second, 0.07 * e.value + e.slope};
    }
}

}  // namespace prct
