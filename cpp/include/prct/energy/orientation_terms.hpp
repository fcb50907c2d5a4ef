// Eq. 9b: the orientations of a system, between N, CA and CB of two residues.
#pragma once

#include <array>

#include "prct/energy/sites.hpp"
#include "prct/engine/terms.hpp"

namespace prct {

/// The sites of a dihedral, or of an angle, which has three.
struct OrientationSites {
    int count;
    std::array<int, 4> residue;
    std::array<Site, 4> site;
};
OrientationSites orientation_sites(const Orientation& o);

/// Energy of one orientation with its sites at `at`, and the gradient there (kcal/mol, before scaling).
double orientation_energy(const Orientation& o, const std::array<Vec3<double>, 4>& at,
                          std::array<Vec3<double>, 4>& gradient);

/// Adds the energies to `terms` and the gradients to `g` [N][kSites].
void add_orientations(const System& system, const TermScales& scales, const Sites& sites, EnergyTerms& terms, Sites& g);

}  // namespace prct
