// Eqs. 16, 17, 19 for one candidate contact as an oscillator, where a structure is there to hold it against.
#pragma once

#include "prct/physics/kuramoto_rate.h"

namespace prct {

template <class T>
struct EdgeConstants {
    T frequency_ps, distance_a;   ///< f₀ and d₀ of Eq. 17
    T coupling, anchor;           ///< κ of Eq. 16, and the pull of the rest phase
    T half_support, alpha_floor;  ///< S₀ of Eq. 19, and what satisfaction alone is worth
    T reach_a;                    ///< r of sat = exp(-excess²/2r²)
    T step_ps;
};

/// How far a contact is from closing.
template <class T>
PRCT_HD T edge_excess(T distance_a, T upper_a) {
    const T beyond = distance_a - upper_a;
    return beyond > T(0) ? beyond : T(0);
}

/// Eq. 17.
template <class T>
PRCT_HD T edge_detuning(T excess_a, const EdgeConstants<T>& k) {
    constexpr T turn = static_cast<T>(6.28318530717958647693);
    return turn * k.frequency_ps * std::log1p(excess_a / k.distance_a);
}

template <class T>
PRCT_HD T edge_saturation(T excess_a, const EdgeConstants<T>& k) {
    const T share = excess_a / k.reach_a;
    return std::exp(T(-0.5) * share * share);
}

/// Eq. 16 with sin(ϑ' - ϑ) = sin ϑ' cos ϑ - cos ϑ' sin ϑ; the anchor is the same pull towards rest, ϑ = 0.
template <class T>
PRCT_HD T edge_rate(T detuning, T total_coupling, T anchor, T sine, T cosine, const PhaseField<T>& field,
                    const EdgeConstants<T>& k) {
    const T pull = total_coupling > T(0) ? (field.sine * cosine - field.cosine * sine) / total_coupling : T(0);
    return detuning + k.coupling * pull - anchor * sine;
}

/// cos(ϑ' - ϑ), times what the neighbour's sine and cosine are multiplied by.
template <class T>
PRCT_HD T phase_agreement(T sine, T cosine, T other_sine, T other_cosine) {
    return other_cosine * cosine + other_sine * sine;
}

/// Eq. 19: sat (floor + (1 - floor) S²/(S² + S₀²)), S cut at 0.
template <class T>
PRCT_HD T edge_alpha(T saturation, T support, const EdgeConstants<T>& k) {
    const T locks = support > T(0) ? support : T(0);
    const T locked = locks * locks / (locks * locks + k.half_support * k.half_support);
    return saturation * (k.alpha_floor + (T(1) - k.alpha_floor) * locked);
}

}  // namespace prct
