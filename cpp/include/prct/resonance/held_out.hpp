// What first folds say about contacts that they were made without.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/resonance/ca_fold.hpp"

namespace prct {

struct HeldOutOptions {
    std::int32_t folds = 32;
    double left_out = 0.3;    ///< share of the contacts that each fold is made without
    std::int32_t window = 5;  ///< a contact goes with all within this of it in the contact plane, as in Eq. 20
    std::int32_t anneal_steps = 500;
    double scale_a = 6.0;  ///< excess over the upper bound that halves the agreement
    std::uint64_t seed = 1;
};

struct HeldOut {
    std::vector<double> agreement;   ///< [M] mean of 1/(1 + ((d - upper)₊/scale)²) over the folds made without it
    std::vector<double> distance_a;  ///< [M] mean CA-CA distance in them; the 3-D counterpart of Eq. 20's detour
};

/// A contact that the others imply agrees with folds made without it and without its neighbours in the contact plane; a
/// false one does not, and a false ladder cannot vouch for itself. Contacts that no fold left out get the mean of the
/// rest.
HeldOut held_out(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& contacts,
                 std::span<const double> length_a, const HeldOutOptions& options);

}  // namespace prct
