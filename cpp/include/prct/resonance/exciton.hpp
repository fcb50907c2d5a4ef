// Eq. 24e: amide-I excitons over the peptide groups of a backbone, and their motion in time.
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "prct/physics/exciton_coupling.h"

namespace prct {

/// 2πc: the phase in rad that 1 cm⁻¹ turns in 1 ps.
constexpr double kPhase_rad_ps_cm1 = 0.18836515673088532;

/// A C-N distance above this is no peptide bond (ideal 1.329 Å, Eq. 5; poor models reach 1.7).
constexpr double kLongestPeptideBond_a = 2.0;

/// Groups nearer than this lie on each other (neighbours of a chain stand at least 2 Å apart).
constexpr double kLeastGroupDistance_a = 1.0;

/// The couplings of K groups take 8 K² bytes.
constexpr std::int32_t kMostPeptideGroups = 5000;

struct ExcitonModel {
    std::vector<std::int32_t> residue;             ///< [K] that C and O belong to, ascending
    std::vector<std::int32_t> placed_oxygen;       ///< residues whose O was missing and stands by Eq. 2
    std::vector<double> position_a, moment_debye;  ///< [K, 3] transition dipoles
    std::vector<double> hamiltonian_cm1;           ///< [K, K] H_res, symmetric
};

/// H_res of `backbone` [n, 4, 3]: N, CA, C, O in Å, NaN where unresolved. Residues i and i + 1 of a chain have a group
/// where C and N' are bonded and O is there or can be placed. Neighbours couple by φ and ψ of the CA between them where
/// both are trans and the angles are known, all others by transition dipoles.
ExcitonModel exciton_model(std::span<const std::int32_t> chain_starts, std::span<const double> backbone,
                           double site_energy_cm1 = kAmideSiteEnergy_cm1);

/// ψ [frames, K] of iħ dψ/dt = (H - ε̄) ψ, ε̄ the mean of the diagonal: populations do not know the phase that this
/// leaves out. Frames are `every` steps apart, the first is `start`. Each step is the Taylor series of the exponential,
/// to 1e-19, over pieces of at most ½ rad: unitary to rounding, which over 1e5 pieces stays below 1e-12.
std::vector<std::complex<double>> exciton_dynamics(std::span<const double> hamiltonian_cm1,
                                                   std::span<const std::complex<double>> start, double step_ps,
                                                   std::int64_t steps, std::int64_t every);

}  // namespace prct
