// Eq. 24e: transition dipoles of amide I and what couples them.
#pragma once

#include "prct/parameters/amide_coupling_table.h"
#include "prct/physics/vec3.h"

namespace prct {

/// ħω of a peptide group alone. One value for all groups: proline, hydrogen bonds and solvent shift it by tens of cm⁻¹.
/// Chosen so that the couplings below put the band of a long ideal α-helix (1648.5 cm⁻¹) where those of helical
/// proteins in water lie, near 1650 cm⁻¹.
constexpr double kAmideSiteEnergy_cm1 = 1660.0;

/// The transition dipole: dμ/dQ = 2.73 D Å⁻¹ u^-½, at C + 0.665 Å along C=O + 0.258 Å along C-N, 10° from O→C towards N
/// (H. Torii and M. Tasumi, J. Raman Spectrosc. 29, 81 (1998)). With Q² = ħ/2ω, 0.01022 u Å² at 1650 cm⁻¹, μ = 0.276 D.
constexpr double kAmideDipoleAlongCO_a = 0.665, kAmideDipoleAlongCN_a = 0.258;
constexpr double kAmideDipoleCosine = 0.98480775301220806, kAmideDipoleSine = 0.17364817766693035;
constexpr double kAmideDipole_debye = 0.27594;

/// D²/Å³ in cm⁻¹: 1/(4πε₀ h c).
constexpr double kDipoleCoupling_cm1 = 5034.117;

template <class T>
struct TransitionDipole {
    Vec3<T> position, moment;  ///< Å and D
};

/// Of the peptide group C, O, N'; the three atoms are no line.
template <class T>
PRCT_HD TransitionDipole<T> amide_dipole(const Vec3<T>& c, const Vec3<T>& o, const Vec3<T>& n) {
    const Vec3<T> co = o - c, cn = n - c;
    const Vec3<T> along = (T(1) / norm(co)) * co, to_n = (T(1) / norm(cn)) * cn;
    const Vec3<T> off = to_n - dot(to_n, along) * along;
    const Vec3<T> across = (T(1) / norm(off)) * off;
    return {c + T(kAmideDipoleAlongCO_a) * along + T(kAmideDipoleAlongCN_a) * to_n,
            T(kAmideDipole_debye) * (T(kAmideDipoleSine) * across - T(kAmideDipoleCosine) * along)};
}

/// J = [μ₁·μ₂ - 3(μ₁·r̂)(μ₂·r̂)]/r³ in cm⁻¹, in vacuum. Poor for groups that share a CA: see `neighbour_coupling`.
template <class T>
PRCT_HD T dipole_coupling(const TransitionDipole<T>& a, const TransitionDipole<T>& b) {
    const Vec3<T> r = b.position - a.position;
    const T inv_r2 = T(1) / norm2(r), inv_r3 = inv_r2 * std::sqrt(inv_r2);
    return T(kDipoleCoupling_cm1) * inv_r3 *
           (dot(a.moment, b.moment) - T(3) * dot(a.moment, r) * dot(b.moment, r) * inv_r2);
}

/// J of two trans peptide groups on either side of a CA with this φ and ψ (rad, any turn), in cm⁻¹: the table,
/// bilinear between its nodes.
template <class T>
PRCT_HD T neighbour_coupling(T phi, T psi) {
    constexpr T per_rad = static_cast<T>(kAmideCouplingNodes / 6.28318530717958647693);
    const T x = phi * per_rad + T(kAmideCouplingNodes / 2), y = psi * per_rad + T(kAmideCouplingNodes / 2);
    const T floor_x = std::floor(x), floor_y = std::floor(y);
    const T u = x - floor_x, v = y - floor_y;
    const int turn_x = static_cast<int>(floor_x) % kAmideCouplingNodes;
    const int turn_y = static_cast<int>(floor_y) % kAmideCouplingNodes;
    const int i = turn_x < 0 ? turn_x + kAmideCouplingNodes : turn_x;
    const int j = turn_y < 0 ? turn_y + kAmideCouplingNodes : turn_y;
    const T near = T(amide_coupling_node_cm1(i, j)) * (T(1) - v) + T(amide_coupling_node_cm1(i, j + 1)) * v;
    const T far = T(amide_coupling_node_cm1(i + 1, j)) * (T(1) - v) + T(amide_coupling_node_cm1(i + 1, j + 1)) * v;
    return near * (T(1) - u) + far * u;
}

}  // namespace prct
