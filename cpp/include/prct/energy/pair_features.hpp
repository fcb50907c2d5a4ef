// Eq. 10 as sums of basis functions: energies are linear in the coefficients, which is how they are fitted.
#pragma once

#include <span>
#include <vector>

#include "prct/engine/system.hpp"

namespace prct {

/// dV_pair/dc and dV_solv/dd at factors of 1.
struct PairFeatures {
    std::vector<double> pair;    ///< [type_pairs][pair_coefficients]
    std::vector<double> burial;  ///< [residue_types][burial_coefficients]
};

/// At N, CA, C `positions` [9N]. Time is O(N). Throws InputError for another number of positions and NumericsError for
/// positions that are not finite.
PairFeatures pair_features(const System& system, std::span<const double> positions);

}  // namespace prct
