// Eq. 21: what an edge of Eq. 15 counts by the phases of its residues (χ) and by their places in the tour (τ).
#pragma once

#include "prct/hd.h"

namespace prct {

/// Where a residue is half allowed, and over how much energy that turns (kcal/mol): 5 and 0.5 kT₀, of the 7 at which
/// the surfaces of Eq. 6 are capped.
template <class T>
struct AllowedRegion {
    static constexpr T border_kcal = static_cast<T>(2.98);
    static constexpr T width_kcal = static_cast<T>(0.298);
};

/// How far the (φ, ψ) of one residue are allowed, 0 to 1, from their energy on the surface of Eq. 6 at full strength.
template <class T>
PRCT_HD T allowed_share(T ramachandran_kcal) {
    using Region = AllowedRegion<T>;
    return T(1) / (T(1) + std::exp((ramachandran_kcal - Region::border_kcal) / Region::width_kcal));
}

/// χ of Eq. 21: both residues allowed.
template <class T>
PRCT_HD T pair_allowance(T allowed_i, T allowed_j) {
    return allowed_i * allowed_j;
}

/// τ of Eq. 21: 1 on the same place of a closed tour through `places` residues, 0 half a tour apart.
template <class T>
PRCT_HD T tour_weight(T place_i, T place_j, T places) {
    constexpr T turn = static_cast<T>(6.28318530717958647693);
    return T(0.5) * (T(1) + std::cos(turn * std::abs(place_i - place_j) / places));
}

/// Contacts close along the tour first (Eq. 21): what a contact counts at a progress from 0 to 1, linear from 0 and
/// whole from ½ (1 - τ) on, so that all are whole in the second half.
template <class T>
PRCT_HD T tour_ramp(T progress, T tour_weight) {
    const T whole = T(0.5) * (T(1) - tour_weight);
    return progress >= whole ? T(1) : progress / whole;
}

}  // namespace prct
