// Eq. 11: screened electrostatics, U = (332.06 q_i q_j / ε_r) exp(-r/ℓ_D) / r.
#pragma once

#include "prct/hd.h"
#include "prct/physics/cutoff_kind.h"
#include "prct/physics/pair_curvature.h"

namespace prct {

/// e²/(4πε₀) in kcal/mol·Å.
constexpr double coulomb_kcal_a_per_mol = 332.06371;
/// Relative permittivity of water at 298 K.
constexpr double water_permittivity = 78.4;

/// ℓ_D in Å of a 1:1 salt in water at 298 K, `ionic_strength_m` in mol/L: 7.9 Å at 0.15 M.
PRCT_HD double debye_length_a(double ionic_strength_m) { return 3.04 / std::sqrt(ionic_strength_m); }

/// The part that is the same for all pairs.
template <class T>
struct DebyeHuckel {
    T strength;        ///< 332.06/ε_r, kcal/mol·Å
    T inverse_length;  ///< 1/ℓ_D
    T cutoff2;
    T energy_at_cutoff, slope_at_cutoff;  ///< of exp(-r/ℓ_D)/r, subtracted; both 0 when truncated
};

/// U for r² < cutoff2 (the caller asks) with screening = exp(-r/ℓ_D); `slope` is dU/d(r²). V is T or a vector of T.
template <class V, class T>
PRCT_HD V debye_huckel_energy(V charge_product, V r2, V inverse_r, V screening, const DebyeHuckel<T>& p, V& slope) {
    const V strength = p.strength * charge_product;
    const V u = screening * inverse_r;
    slope = strength * (T(-0.5) * u * (inverse_r + p.inverse_length) * inverse_r - p.slope_at_cutoff);
    return strength * (u - p.energy_at_cutoff - p.slope_at_cutoff * (r2 - p.cutoff2));
}

template <class T>
PRCT_HD T debye_huckel_energy(T charge_product, T r2, const DebyeHuckel<T>& p, T& slope) {
    const T r = std::sqrt(r2);
    return debye_huckel_energy(charge_product, r2, T(1) / r, std::exp(-r * p.inverse_length), p, slope);
}

/// Lengths in Å.
template <class T>
PRCT_HD DebyeHuckel<T> make_debye_huckel(double permittivity, double debye_length, double cutoff_a, CutoffKind kind) {
    DebyeHuckel<double> p{coulomb_kcal_a_per_mol / permittivity, 1.0 / debye_length, cutoff_a * cutoff_a, 0.0, 0.0};
    if (kind == CutoffKind::smooth) {
        double slope = 0.0;
        const double energy = debye_huckel_energy(1.0, p.cutoff2, p, slope);
        p.energy_at_cutoff = energy / p.strength;
        p.slope_at_cutoff = slope / p.strength;
    }
    return {static_cast<T>(p.strength), static_cast<T>(p.inverse_length), static_cast<T>(p.cutoff2),
            static_cast<T>(p.energy_at_cutoff), static_cast<T>(p.slope_at_cutoff)};
}

/// For charges at least `nearest` apart. Of u = exp(-κr)/r: u'' = u (κ² + 2κ/r + 2/r²) and |u'|/r <= u'' both fall with
/// r; the line in r² that is subtracted adds twice its slope. Signs of the charges are left open.
PRCT_HD PairCurvature debye_huckel_curvature_bound(double charge_product, const DebyeHuckel<double>& p,
                                                   double nearest) {
    const double kappa = p.inverse_length, u = std::exp(-kappa * nearest) / nearest;
    const double strength = p.strength * std::abs(charge_product), line = 2 * std::abs(p.slope_at_cutoff);
    return {strength * (u * (kappa * kappa + 2 * kappa / nearest + 2 / (nearest * nearest)) + line),
            strength * (u * (kappa + 1 / nearest) + line * std::sqrt(p.cutoff2))};
}

}  // namespace prct
