// The hand of a CA trace (Eq. 23): distances cannot tell a fold from its mirror image, strand twist and helices can.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

struct HandScore {
    double helix = 0.0;  ///< h: sum of the sines of the CA dihedrals of helical turns
    double twist = 0.0;  ///< Σ sin t over strand pairs, t the twist of one strand's direction against the other's
    double turns = 0.0;  ///< helical turns seen
    double strand_pairs = 0.0;
    double score = 0.0;   ///< h - Σt; positive = the natural hand
    double margin = 0.0;  ///< score / √(turns + strand pairs): near zero = undecided
};

/// Score of a trace [n, 3]; a mirror image has the opposite score exactly.
HandScore hand_score(std::span<const std::int32_t> chain_starts, std::span<const double> trace);

/// The mirror image: x changes sign.
std::vector<double> mirror(std::span<const double> trace);

}  // namespace prct
