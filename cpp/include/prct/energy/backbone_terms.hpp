// Terms along the chain (Eqs. 5, 6, 13): bonds, angles, planarity, Ramachandran, coherence. O(N), in double.
#pragma once

#include <vector>

#include "prct/energy/sites.hpp"
#include "prct/engine/terms.hpp"

namespace prct {

/// φ, ψ, ω of every residue (rad); NaN where the chain end leaves one undefined (φ of the first, ψ and ω of the last).
struct Torsions {
    std::vector<double> phi, psi, omega;
};
Torsions backbone_torsions(const System& system, const Sites& sites);

/// Adds the energies to `terms` and the gradients to `g` [N][kSites].
void add_geometry(const System& system, const TermScales& scales, const Sites& sites, EnergyTerms& terms, Sites& g);
void add_ramachandran_and_coherence(const System& system, const TermScales& scales, const Sites& sites,
                                    EnergyTerms& terms, Sites& g);

}  // namespace prct
