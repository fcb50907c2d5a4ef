// Eq. 13: neighbouring phases that agree lower the energy.
#pragma once

#include "prct/hd.h"

namespace prct {

/// -λ exp(k(cos Δφ - 1)) exp(k(cos Δψ - 1)) with Δφ = φ₂ - φ₁, Δψ = ψ₂ - ψ₁; slopes with respect to Δφ and Δψ.
template <class T>
PRCT_HD T coherence_energy(T delta_phi, T delta_psi, T lambda, T k, T& slope_phi, T& slope_psi) {
    const T e = -lambda * std::exp(k * (std::cos(delta_phi) + std::cos(delta_psi) - T(2)));
    slope_phi = -k * std::sin(delta_phi) * e;
    slope_psi = -k * std::sin(delta_psi) * e;
    return e;
}

}  // namespace prct
