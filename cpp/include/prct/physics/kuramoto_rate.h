// Phase oscillators: the rate and the support of one of them, from sums over its neighbours.
#pragma once

#include "prct/hd.h"

namespace prct {

/// κ / Σ K of Eq. 16; an oscillator without neighbours feels nothing.
template <class T>
PRCT_HD T kuramoto_gain(T coupling, T weight_sum) {
    return weight_sum > T(0) ? coupling / weight_sum : T(0);
}

/// Σ K α sin ϑ' and Σ K α cos ϑ' over the neighbours of one oscillator.
template <class T>
struct PhaseField {
    T sine, cosine;
};

/// Eq. 16 without noise: Ω + gain Σ K α sin(ϑ' - ϑ), the sine of the difference expanded.
template <class T>
PRCT_HD T kuramoto_rate(T frequency, T gain, T sine, T cosine, const PhaseField<T>& field) {
    return frequency + gain * (cosine * field.sine - sine * field.cosine);
}

/// Eq. 19: S = max(0, Σ K α cos(ϑ' - ϑ)).
template <class T>
PRCT_HD T phase_support(T sine, T cosine, const PhaseField<T>& field) {
    const T aligned = cosine * field.cosine + sine * field.sine;
    return aligned > T(0) ? aligned : T(0);
}

}  // namespace prct
