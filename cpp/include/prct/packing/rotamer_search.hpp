// Which rotamer of each residue, given energies of single rotamers and of pairs: annealing, then descent.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

/// Energies of one pair of residues: those of the second, one row for each rotamer of the first.
struct RotamerPair {
    std::int32_t first = 0, second = 0;  ///< residues, first < second
    std::vector<float> energies;
};

struct RotamerSearch {
    int runs = 4;       ///< annealings, of which the lowest counts
    int sweeps = 100;   ///< of each
    double hot = 4.0;   ///< temperature of the first sweep, in the unit of the energies
    double cold = 0.1;  ///< of the last
    std::uint64_t seed = 1;
};

/// The rotamer of each residue, counted from its own first; residues with one rotamer or none keep 0.
///
/// `starts` [n + 1] are the offsets of the rotamers of the n residues in `self`. Gibbs sampling over the residues in
/// order while the temperature falls geometrically, then the best rotamer of each residue until none changes; the
/// lowest of these runs and of the same descent from the lowest self energies is returned. Time and memory are linear
/// in the number of pair energies. Same input and seed: same choice.
std::vector<std::int32_t> search_rotamers(std::span<const std::int32_t> starts, std::span<const float> self,
                                          std::span<const RotamerPair> pairs, const RotamerSearch& options);

/// Energy of a choice.
double rotamer_energy(std::span<const std::int32_t> starts, std::span<const float> self,
                      std::span<const RotamerPair> pairs, std::span<const std::int32_t> choice);

}  // namespace prct
