// Eqs. 7 and 8: how a term fades, so that Eq. 26 holds.
#pragma once

#include "prct/hd.h"

namespace prct {

/// s(x) = x³ (2 - x) for x in [0, 1]: value and slope of x² at 1, but at 0 the curvature vanishes like value and slope.
/// With x² the force has a kink there, and the energy of Eq. 26 walks at random. `slope` is ds/dx. V is a scalar or a
/// vector of scalars.
template <class V>
PRCT_HD V fading_square(V x, V& slope) {
    const V x2 = x * x;
    slope = x2 * (6 - 4 * x);
    return x2 * x * (2 - x);
}

}  // namespace prct
