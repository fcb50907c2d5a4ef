// What bounds the Hessian of a term that depends on one distance.
#pragma once

#include "prct/hd.h"

namespace prct {

/// With d the displacement of two sites from each other, the second derivative of V(r) along it is
/// V'' (d·r̂)² + (V'/r) |d - (d·r̂) r̂|² <= stiffness |d|². Two sites of different atoms: |d|² <= 2 |d_i|² + 2 |d_j|².
struct PairCurvature {
    double stiffness;  ///< at least V'' and V'/r, and 0: kcal/mol/Å²
    double force;      ///< at least |V'|: kcal/mol/Å
};

}  // namespace prct
