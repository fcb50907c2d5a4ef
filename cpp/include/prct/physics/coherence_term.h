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

/// The Hessian in (Δφ, Δψ) is λ e [k diag(cos Δφ, cos Δψ) - k² s sᵀ] with the envelope e <= 1 and the sines s: at most
/// λ k. |dV/dΔφ| = λ k |sin x| exp(k (cos x - 1)) at worst, below λ k and, as sin² x <= 2 (1 - cos x) and
/// √(2u) exp(-k u) <= 1/√(e k), below λ √(k/e).
struct CoherenceCurvature {
    double second, first;  ///< kcal/mol/rad², kcal/mol/rad
};
PRCT_HD CoherenceCurvature coherence_curvature_bound(double lambda, double k) {
    const double steep = std::sqrt(k / 2.718281828459045);
    return {lambda * k, lambda * (steep < k ? steep : k)};
}

}  // namespace prct
