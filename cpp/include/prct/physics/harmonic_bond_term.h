// Harmonic bonds from a distance, for scalars and vectors of scalars alike.
#pragma once

#include "prct/hd.h"

namespace prct {

/// k (r - r0)², without a factor of one half; `slope` is dU/d(r²). k in kcal/mol/Å², one for all lanes or one a lane.
template <class V, class K, class T>
PRCT_HD V harmonic_bond_energy(V r, V inverse_r, K k, T r0, V& slope) {
    const V stretch = r - r0;
    slope = k * stretch * inverse_r;
    return k * stretch * stretch;
}

}  // namespace prct
