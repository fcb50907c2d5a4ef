// How stiffly the terms between residues hold each site of one, at most: what a bound of the spectrum needs of them.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "prct/engine/system.hpp"
#include "prct/engine/terms.hpp"
#include "prct/physics/hydrogen_bond_term.h"

namespace prct {

/// Which configurations a bound of the spectrum holds for. Within a residue: bonds and bond angles at their ideal
/// values, planar peptides, any φ and ψ. Between residues nothing but distances is asked for, so that what may crowd
/// about one site is counted here.
struct SpectralDomain {
    double nearest_a = 3.0;  ///< sites that restraints, charges, dipoles and orientations join stand this far apart
    int overlaps = 1;        ///< sites that press on one site where excluded volume is at its stiffest
    int neighbours = 4;      ///< side chains where the curve of a pair, or the step of a burial, is at its stiffest
    int absent = 8;          ///< CBs within reach of a CB that should not be, Eq. 9a
    double hydrogen_bonds = 1.0;  ///< hydrogen bonds of full strength at one O or H
    bool cis_prolines = false;    ///< whether the peptides before proline, of two states, may be cis
};

/// By term and site: V holds a site with at most this isotropic stiffness (kcal/mol/Å²), the share of the partner
/// counted in, and pushes it with at most this force (kcal/mol/Å).
struct SiteStiffness {
    std::array<std::array<double, kSites>, kTerms> stiffness{}, force{};
    HydrogenBondCurvature hydrogen_bond{};  ///< at O and at H
    double longest_side_chain = 0;          ///< CA→SC over CA→CB

    void include(const SiteStiffness& o);  ///< the larger of each
};

/// Of every residue: [N]. α of restraints is taken as 1.
std::vector<SiteStiffness> site_stiffness(const System& system, const TermScales& scales, const SpectralDomain& domain);

}  // namespace prct
