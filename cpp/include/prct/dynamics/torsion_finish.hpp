// Eq. 25: a finish by L-BFGS on φ, ψ, ω with ideal geometry.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/dynamics/minimize.hpp"

namespace prct {

struct TorsionFinishOptions {
    MinimizeOptions minimize{.force_tolerance = 1e-2};  ///< force: largest component, kcal/mol/rad and kcal/mol/Å
    int pull_evaluations = 2000;                        ///< of Σ|r - r₀|², which needs no pair of atoms
    double pull_step = 0.05;  ///< largest first step of a search in rad (and Å), while pulling
    double max_step = 0.02;   ///< the same on the energy
};

struct TorsionFinish {
    MinimizeResult result;    ///< of the energy
    double start_energy = 0;  ///< of the pulled chain, kcal/mol
    double pull_rmsd_a = 0;   ///< between the pulled chain and the given coordinates
};

/// Rebuilds `positions` [9N] with ideal bonds and angles (Eq. 5), pulls the rebuilt chains back onto the given
/// coordinates, then minimises `energy` (a function of all 9N coordinates); chains move as wholes too.
/// Throws InputError when positions do not fit the chains.
TorsionFinish torsion_finish(std::span<const std::int32_t> chain_starts, const Objective& energy,
                             std::vector<double>& positions, const TorsionFinishOptions& options = {});

}  // namespace prct
