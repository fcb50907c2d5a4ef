// Eq. 13: neighbouring phases that agree lower the energy.
#pragma once

#include "prct/hd.h"

namespace prct {

/// -λ exp(k(cos Δφ - 1)) exp(k(cos Δψ - 1)) with Δφ = φ₂ - φ₁, Δψ = ψ₂ - ψ₁, given `envelope`, the product of the two
/// exponentials, and the sines of Δφ and Δψ; slopes with respect to Δφ and Δψ.
template <class T>
PRCT_HD T coherence_energy(T envelope, T sine_phi, T sine_psi, T lambda, T k, T& slope_phi, T& slope_psi) {
    const T e = -lambda * envelope;
    slope_phi = -k * sine_phi * e;
    slope_psi = -k * sine_psi * e;
    return e;
}

template <class T>
PRCT_HD T coherence_energy(T delta_phi, T delta_psi, T lambda, T k, T& slope_phi, T& slope_psi) {
    const T envelope = std::exp(k * (std::cos(delta_phi) + std::cos(delta_psi) - T(2)));
    return coherence_energy(envelope, std::sin(delta_phi), std::sin(delta_psi), lambda, k, slope_phi, slope_psi);
}

}  // namespace prct
