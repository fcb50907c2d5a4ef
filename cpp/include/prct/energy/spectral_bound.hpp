// An upper bound of the largest eigenvalue of V's Hessian: how stiff a system can be, and so how long a step may be.
#pragma once

#include <array>

#include "prct/energy/site_stiffness.hpp"

namespace prct {

struct SpectralBound {
    double largest = 0;                  ///< kcal/mol/Å²
    std::array<double, kTerms> parts{};  ///< of `largest`, by term, in the stiffest motion found; they add up to it
    int residue = 0;                     ///< one of those where it is
    double phi = 0, psi = 0;             ///< and at which phases (rad)
};

/// Of every configuration of `domain`, with α of restraints at most 1. The Hessian is split into windows of seven atoms
/// about the φ and ψ of each residue (energy/residue_window.hpp); what acts between residues enters them as the
/// stiffness with which it can hold a site at most (energy/site_stiffness.hpp). A window of ideal geometry depends on
/// φ and ψ alone and is looked at everywhere. Time is O(N + restraints) behind a part that does not grow.
SpectralBound spectral_bound(const System& system, const TermScales& scales, const SpectralDomain& domain = {});

}  // namespace prct
