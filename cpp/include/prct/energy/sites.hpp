// Eq. 2 over a whole system: all sites from the backbone, and site gradients back to the backbone.
#pragma once

#include <span>
#include <vector>

#include "prct/engine/system.hpp"
#include "prct/physics/vec3.h"

namespace prct {

using Sites = std::vector<Vec3<double>>;  ///< [N][kSites]

/// CA→SC over CA→CB for a residue type (0 for glycine, which has no side chain).
double side_chain_ratio(int residue_type);

void build_sites(const System& system, std::span<const double> positions, Sites& sites);

/// Folds the gradients of the virtual sites into N, CA, C and writes dV/dx [9N].
void gather_site_gradients(const System& system, const Sites& sites, Sites& site_gradients, std::span<double> gradient);

}  // namespace prct
