// Eq. 5: bonds, bond angles and peptide planarity.
#pragma once

#include "prct/physics/dihedral.h"

namespace prct {

/// k (r - r0)² and its gradient at a (the gradient at b is the negative). k in kcal/mol/Å².
template <class T>
PRCT_HD T bond_energy(const Vec3<T>& a, const Vec3<T>& b, T k, T r0, Vec3<T>& gradient_a) {
    const Vec3<T> d = a - b;
    const T r = norm(d);
    const T stretch = r - r0;
    gradient_a = (T(2) * k * stretch / r) * d;
    return k * stretch * stretch;
}

/// k (cosθ - cosθ0)² and its gradient. k in kcal/mol.
template <class T>
PRCT_HD T angle_energy(const Vec3<T>& a, const Vec3<T>& b, const Vec3<T>& c, T k, T cos0, Vec3<T> (&gradient)[3]) {
    const T bend = cos_angle(a, b, c, gradient) - cos0;
    for (auto& g : gradient) g = (T(2) * k * bend) * g;
    return k * bend * bend;
}

/// Peptide planarity: how many states ω has.
enum class PeptideKind { trans, cis, proline };

/// k (1 + cos ω) for trans, k (1 - cos ω) for cis; before proline k (1 - cos 2ω)/2 + bias (1 + cos ω)/2,
/// where the bias (kcal/mol) sets the cis population. s and c are sin ω and cos ω. Returns the energy; `slope` is
/// dE/dω.
template <class T>
PRCT_HD T omega_energy(T s, T c, PeptideKind kind, T k, T proline_bias, T& slope) {
    const bool two_states = kind == PeptideKind::proline;
    const T sign = kind == PeptideKind::cis ? T(-1) : T(1);
    slope = two_states ? T(2) * k * s * c - T(0.5) * proline_bias * s : -sign * k * s;
    return two_states ? k * s * s + T(0.5) * proline_bias * (T(1) + c) : k * (T(1) + sign * c);
}

/// Second derivatives of a bond's energy: along the bond and, while it is no longer than `longest`, across it.
struct BondCurvature {
    double along, across;  ///< kcal/mol/Å²
};

/// V'' = 2k everywhere; V'/r = 2k (1 - r0/r), which grows with r.
PRCT_HD BondCurvature bond_curvature_bound(double k, double r0, double longest) {
    const double across = 2 * k * (1 - r0 / longest);
    return {2 * k, across > 0 ? across : 0};
}

/// d²V/dq² of the angle's energy in q = cosθ, kcal/mol; and |dV/dq| where |q - cos0| <= `bend`, which is what the
/// curvature of q itself is multiplied by.
struct AngleCurvature {
    double second, first;
};
PRCT_HD AngleCurvature angle_curvature_bound(double k, double bend) { return {2 * k, 2 * k * bend}; }

/// d²V/dω² of planarity, kcal/mol/rad²: ±k cos ω, before proline 2k cos 2ω - (bias/2) cos ω.
PRCT_HD double omega_curvature_bound(PeptideKind kind, double k, double proline_bias) {
    return kind == PeptideKind::proline ? 2 * k + 0.5 * std::abs(proline_bias) : k;
}

}  // namespace prct
