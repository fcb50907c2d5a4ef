// TM-score with a fixed residue correspondence, normalised by the native's resolved length. Eq. 35
#pragma once

#include <span>
#include <vector>

#include "prct/scoring/superposition_search.hpp"

namespace prct {

/// d0(L) = 1.24 (L - 15)^(1/3) - 1.8 Å, at least 0.5 Å.
double tm_score_d0_a(int native_length);

/// The largest (1/L) sum 1 / (1 + (d/d0)^2) over the superpositions of the search, L the native's resolved length.
/// Fewer than three common residues score 0.
double tm_score(const PairedTrace& pairs, SearchDepth depth = SearchDepth::full);
double tm_score(std::span<const Vec3<double>> model, std::span<const Vec3<double>> native,
                SearchDepth depth = SearchDepth::full);

/// Row-major [M, M]: entry (a, b) is the TM-score of model b against model a as native; M traces of `length` residues.
std::vector<double> tm_score_matrix(std::span<const Vec3<double>> models, std::size_t length,
                                    SearchDepth depth = SearchDepth::quick);

}  // namespace prct
