// Eq. 7: soft, bounded excluded volume.
#pragma once

#include "prct/hd.h"

namespace prct {

/// ε (1 - r²/σ²)² for r < σ, else 0, from r² (no root). Bounded by ε. `slope` is dE/d(r²).
template <class T>
PRCT_HD T repulsion_energy(T r2, T inv_sigma2, T epsilon, T& slope) {
    T x = T(1) - r2 * inv_sigma2;
    x = x > T(0) ? x : T(0);
    slope = T(-2) * epsilon * inv_sigma2 * x;
    return epsilon * x * x;
}

}  // namespace prct
