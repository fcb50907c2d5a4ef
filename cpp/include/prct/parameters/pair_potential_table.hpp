// Eq. 10: the coefficients of the side-chain potentials, as fitted or as set by hand.
#pragma once

#include <span>
#include <vector>

namespace prct {

/// Coefficients of the splines of Eq. 10 in kcal/mol.
struct PairPotentialTable {
    std::vector<double> pair;    ///< [type_pairs][pair_coefficients], pairs in the order of `type_pair`
    std::vector<double> burial;  ///< [residue_types][burial_coefficients]
};

/// What the library was built with.
const PairPotentialTable& pair_potential_table();

/// A table of these numbers. Throws InputError for another size, numbers that are not finite, and a pair curve that
/// does not begin flat (its first three coefficients are equal) or does not end in nothing (its last three are zero).
PairPotentialTable checked_pair_potential(std::span<const double> pair, std::span<const double> burial);

}  // namespace prct
