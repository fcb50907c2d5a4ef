// How far apart along a chain residues interact.
#pragma once

namespace prct {

/// Excluded volume acts between residues this far apart in a chain; nearer ones are the business of Eqs. 5 and 6.
constexpr int kRepulsionSeparation = 2;
/// Hydrogen bonds within a chain need this |i - j| (donor, acceptor).
constexpr int kHydrogenBondSeparation = 3;
/// Peptide dipoles of neighbours are fixed by φ, ψ (Eq. 6); they act from this separation on.
constexpr int kDipoleSeparation = 2;
/// Side chains nearer than this in a chain have no pair potential (Eq. 10): their distance follows from φ and ψ.
constexpr int kPairSeparation = 4;
/// Side chains nearer than this in a chain do not bury each other (Eq. 10).
constexpr int kBurialSeparation = 3;

}  // namespace prct
