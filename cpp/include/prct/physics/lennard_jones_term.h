// Lennard-Jones: U = 4ε((σ/r)¹² - (σ/r)⁶), from r² without a root.
#pragma once

#include "prct/hd.h"
#include "prct/physics/cutoff_kind.h"

namespace prct {

template <class T>
struct LennardJones {
    T repulsion;   ///< 4εσ¹²
    T attraction;  ///< 4εσ⁶
    T cutoff2;
    T energy_at_cutoff, slope_at_cutoff;  ///< subtracted; both 0 when truncated
};

/// U for r² < cutoff2 (the caller asks); `slope` is dU/d(r²). V is T or a vector of T.
template <class V, class T>
PRCT_HD V lennard_jones_energy(V r2, V inverse_r2, const LennardJones<T>& p, V& slope) {
    const V inverse_r6 = inverse_r2 * inverse_r2 * inverse_r2;
    const V attraction = p.attraction * inverse_r6;
    const V repulsion = p.repulsion * inverse_r6 * inverse_r6;
    slope = (T(3) * attraction - T(6) * repulsion) * inverse_r2 - p.slope_at_cutoff;
    return repulsion - attraction - p.energy_at_cutoff - p.slope_at_cutoff * (r2 - p.cutoff2);
}

/// ε in kcal/mol, σ and the cutoff in Å.
template <class T>
PRCT_HD LennardJones<T> make_lennard_jones(double epsilon, double sigma_a, double cutoff_a, CutoffKind kind) {
    const double sigma2 = sigma_a * sigma_a, sigma6 = sigma2 * sigma2 * sigma2, cutoff2 = cutoff_a * cutoff_a;
    LennardJones<double> p{4.0 * epsilon * sigma6 * sigma6, 4.0 * epsilon * sigma6, cutoff2, 0.0, 0.0};
    if (kind == CutoffKind::smooth) {
        double slope = 0.0;
        p.energy_at_cutoff = lennard_jones_energy(cutoff2, 1.0 / cutoff2, p, slope);
        p.slope_at_cutoff = slope;
    }
    return {static_cast<T>(p.repulsion), static_cast<T>(p.attraction), static_cast<T>(p.cutoff2),
            static_cast<T>(p.energy_at_cutoff), static_cast<T>(p.slope_at_cutoff)};
}

}  // namespace prct
