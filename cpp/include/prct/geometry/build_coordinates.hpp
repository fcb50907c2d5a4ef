// Backbones from a CA trace and from torsions, with the ideal geometry of Eq. 5.
#pragma once

#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace prct {

/// Ideal backbone geometry (Eq. 5).
namespace ideal {
inline constexpr double kNitrogenAlphaA = 1.458, kAlphaCarbonA = 1.525, kCarbonNitrogenA = 1.329;
inline constexpr double kDegree = std::numbers::pi / 180.0;
inline constexpr double kAngleNitrogenAlphaCarbon = 111.0 * kDegree;
inline constexpr double kAngleAlphaCarbonNitrogen = 117.2 * kDegree;
inline constexpr double kAngleCarbonNitrogenAlpha = 121.7 * kDegree;
/// Shorter CA-CA distances are cis peptides (2.92 Å, trans 3.80 Å).
inline constexpr double kCisBelowA = 3.3;
}  // namespace ideal

/// N, CA, C of every residue [n, 3, 3] from torsions [n, 3] = φ, ψ, ω in rad; ω of residue i is that of the peptide to
/// i + 1. φ of the first residue of a chain and ψ, ω of its last are not used. Chains start at the origin one after
/// another.
std::vector<double> backbone_from_torsions(std::span<const std::int32_t> chain_starts,
                                           std::span<const double> torsions);

/// φ, ψ, ω [n, 3] of a backbone [n, 3, 3] in (-π, π]; NaN where a chain has none (Eq. 1).
std::vector<double> backbone_torsions(std::span<const std::int32_t> chain_starts, std::span<const double> backbone);

/// N, CA, C [n, 3, 3] from a CA trace [n, 3], CA kept where they are. Peptide planes are turned as in nature for the
/// local shape of the trace (so that the hand of the residues is L whatever the trace), N and C stand in them at their
/// mean places. Imperfect traces give imperfect bonds, never a NaN for a finite trace.
std::vector<double> backbone_from_trace(std::span<const std::int32_t> chain_starts, std::span<const double> trace);

}  // namespace prct
