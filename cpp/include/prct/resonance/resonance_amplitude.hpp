// Eq. 15: Ψ, the sum over the candidate contacts of a system of what each counts and where its phase points.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "prct/energy/backbone_terms.hpp"

namespace prct {

struct ResonanceAmplitude {
    std::complex<double> psi;  ///< Ψ = Σ α χ τ e^{iϑ}
    double aligned = 0;        ///< Σ α χ τ: |Ψ| were all phases equal
    double reachable = 0;      ///< Σ α τ: |Ψ| were all residues allowed, too

    /// |Ψ|²/(Σ α χ τ)², 0 to 1: how far the phases agree; 0 where nothing counts.
    double coherence() const;
    /// |Ψ|/Σ α τ, 0 to 1: how much of what could resonate does; 0 where nothing counts.
    double strength() const;
};

/// Ψ over the first restraints of `system`, one an entry of `alpha`. `phase` and `tour` (τ) are theirs, `allowed` is
/// one a residue.
ResonanceAmplitude resonance_amplitude(const System& system, std::span<const double> alpha,
                                       std::span<const double> phase, std::span<const double> allowed,
                                       std::span<const double> tour);

/// How far each residue's (φ, ψ) are allowed by Eq. 6. [N] Residues at chain ends, which lack an angle, are allowed.
std::vector<double> allowed_shares(const System& system, const Torsions& torsions);

/// τ of Eq. 21 of the first `edges` restraints; `place` [N] is the place of each residue in a closed tour, empty = no
/// tour, τ = 1. Throws InputError where it is no permutation.
std::vector<double> tour_weights(const System& system, std::size_t edges, std::span<const std::int32_t> place);

}  // namespace prct
