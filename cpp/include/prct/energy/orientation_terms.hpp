// Eq. 9b: the orientations of a system, between N, CA and CB of two residues.
#pragma once

#include "prct/energy/sites.hpp"
#include "prct/engine/terms.hpp"

namespace prct {

/// Calls add(residue, site, gradient) for each site of an orientation whose sites stand where at(residue, site) says;
/// the energy in kcal/mol, before scaling, as the gradients are.
template <class At, class Add>
double visit_orientation(const Orientation& o, At&& at, Add&& add) {
    const OrientationSites of = orientation_sites(o.kind);
    const auto residue = [&](int k) { return k >= of.count - of.of_j ? o.residue_j : o.residue_i; };
    Vec3<double> points[4], gradient[4];
    for (int k = 0; k < of.count; ++k) points[k] = at(residue(k), of.site[k]);
    const double energy = orientation_energy(o.kind, o.coefficients.data(), points, gradient);
    for (int k = 0; k < of.count; ++k) add(residue(k), of.site[k], gradient[k]);
    return energy;
}

/// Adds the energies to `terms` and the gradients to `g` [N][kSites].
void add_orientations(const System& system, const TermScales& scales, const Sites& sites, EnergyTerms& terms, Sites& g);

}  // namespace prct
