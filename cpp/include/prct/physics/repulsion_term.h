// Eq. 7: soft, bounded excluded volume.
#pragma once

#include "prct/physics/fading_square.h"

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

}  // namespace prct
