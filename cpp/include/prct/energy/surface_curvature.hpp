// Slopes and curvatures of a surface of Eq. 6 all over it.
#pragma once

#include <vector>

#include "prct/energy/residue_window.hpp"
#include "prct/physics/ramachandran_term.h"

namespace prct {

/// At the places of a window, [kWindowSteps][kWindowSteps] φ by ψ: kcal/mol/rad and /rad². A little is added to both
/// diagonals, as much as the surface can exceed its values there in between; see surface_curvature.cpp.
struct SurfaceCurvature {
    std::vector<double> phi, psi, phi_phi, phi_psi, psi_psi;
};

SurfaceCurvature surface_curvature(const float* table, double factor);

}  // namespace prct
