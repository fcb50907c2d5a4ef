// The CA chain: one bead a residue, harmonic bonds, Lennard-Jones and screened charges.
#pragma once

#include <cstdint>
#include <vector>

#include "prct/physics/cutoff_kind.h"
#include "prct/physics/vec3.h"

namespace prct {

/// Bead i is bonded to bead i + 1; Lennard-Jones and Debye-Hückel (Eq. 11) act between all beads but bonded neighbours.
struct CaChainModel {
    std::vector<double> charges;  ///< elementary charges, one a bead
    double bond_k = 10.0;         ///< kcal/mol/Å², of k (r - r0)²
    double bond_length_a = 3.8;   ///< r0
    double epsilon = 0.3;         ///< kcal/mol
    double sigma_a = 4.5;
    double cutoff_a = 12.0;
    CutoffKind cutoff_kind = CutoffKind::smooth;
    double permittivity = 78.4;
    double ionic_strength_m = 0.15;  ///< mol/L
    double mass_da = 110.0;

    int size() const { return static_cast<int>(charges.size()); }

    /// Throws InputError naming the first number that cannot be used.
    void validate() const;
};

/// Energies in kcal/mol.
struct CaChainEnergy {
    double bond = 0.0, lennard_jones = 0.0, electrostatic = 0.0;
    double potential() const { return bond + lennard_jones + electrostatic; }
};

/// A compact start of protein density, one bead in 135 Å³: a chain laid in rows, 3.8 Å from bead to bead and 5.96 Å
/// from row to row, each bead displaced by up to 0.1 Å an axis. The same seed gives the same bytes.
std::vector<Vec3<double>> compact_ca_trace(int bead_count, std::uint64_t seed);

}  // namespace prct
