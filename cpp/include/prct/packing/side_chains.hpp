// Packs side chains: energies of the offered rotamers among a fixed backbone and one another, then the search.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/packing/rotamer_search.hpp"
#include "prct/physics/side_chain_contact_term.h"
#include "prct/physics/vec3.h"

namespace prct {

/// What is offered to each of n residues: R rotamers with A atoms in all, and F atoms that stay where they are.
struct RotamerOffer {
    std::span<const std::int32_t> rotamer_starts;  ///< [n + 1]
    std::span<const std::int32_t> atom_starts;     ///< [R + 1]
    std::span<const float> costs;                  ///< [R] energy of a rotamer alone, such as -ln p
    std::span<const Vec3<float>> atoms_a;          ///< [A]
    std::span<const std::uint8_t> kinds;           ///< [A] AtomKind
};

struct FixedAtoms {
    std::span<const Vec3<float>> positions_a;   ///< [F]
    std::span<const std::uint8_t> kinds;        ///< [F] AtomKind
    std::span<const std::int32_t> owners;       ///< [F] residue whose rotamers do not feel the atom
    std::span<const std::int32_t> also_hidden;  ///< [F] a second such residue, or -1
};

struct PackingOptions {
    SideChainContact<float> contact;
    RotamerSearch search;
    /// Rotamers whose energy alone exceeds the lowest of their residue by more are left out.
    float spread = 20.0F;
    int threads = 1;
};

struct Packing {
    std::vector<std::int32_t>
        choice;  ///< [n] rotamer of each residue, counted from its first; -1 where none is offered
    double energy = 0;
    std::int64_t pair_energies = 0;  ///< how many were computed
};

/// Throws InputError where the offsets do not fit the arrays, a kind is unknown or a number is not finite.
Packing pack_side_chains(const RotamerOffer& offer, const FixedAtoms& fixed, const PackingOptions& options);

}  // namespace prct
