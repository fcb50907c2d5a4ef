// Eq. 7: soft, bounded excluded volume.
#pragma once

#include "prct/physics/fading_square.h"
#include "prct/physics/pair_curvature.h"

namespace prct {

/// ε s(1 - r²/ρ²) for r < ρ, else 0, from r² (no root). Bounded by ε; energy, force and curvature vanish at ρ. `slope`
/// is dE/d(r²).
template <class T>
PRCT_HD T repulsion_energy(T r2, T inv_rho2, T epsilon, T& slope) {
    T x = T(1) - r2 * inv_rho2;
    x = x > T(0) ? x : T(0);
    T rise;
    const T energy = epsilon * fading_square(x, rise);
    slope = -epsilon * inv_rho2 * rise;
    return energy;
}

/// With x = 1 - r²/ρ²: V'' = (ε/ρ²) [4 (1-x) s'' - 2 s'] has its maximum 2128/343 ε/ρ² at x = 2/7; V' <= 0; and
/// |V'| = (2ε/ρ) √(1-x) s' its maximum 1.71793 ε/ρ where 14x² - 27x + 12 = 0.
PRCT_HD PairCurvature repulsion_curvature_bound(double rho, double epsilon) {
    return {2128.0 / 343.0 * epsilon / (rho * rho), 1.71794 * epsilon / rho};
}

}  // namespace prct
