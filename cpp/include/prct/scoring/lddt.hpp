// Local distance difference test on CA atoms, without superposition (Mariani et al. 2013, 29:2722). Eq. 35
#pragma once

#include <array>
#include <span>
#include <vector>

#include "prct/physics/vec3.h"

namespace prct {

inline constexpr double lddt_inclusion_a = 15.0;
inline constexpr std::array<double, 4> lddt_thresholds_a = {0.5, 1.0, 2.0, 4.0};

struct Lddt {
    /// Over all native pairs within 15 Å: the mean share of thresholds that the model's distance keeps.
    double score = 0.0;
    /// The same over the pairs of one residue; NaN where the native is unresolved or has no pair.
    std::vector<double> per_residue;
};

/// Residue k of `model` corresponds to residue k of `native`; NaN = unresolved. Pairs the model lacks are not kept.
/// Throws InputError where the lengths differ or no native pair lies within 15 Å.
Lddt lddt_ca(std::span<const Vec3<double>> model, std::span<const Vec3<double>> native);

/// Row-major [M, N, length]: `per_residue` of each of M models against each of N natives, traces of `length` residues
/// one after another. Every distance is measured once for all, so that this takes a small part of M N calls of the
/// above.
std::vector<double> lddt_ca_ensemble(std::span<const Vec3<double>> models, std::span<const Vec3<double>> natives,
                                     std::size_t length);

/// Row-major [M, M]: entry (a, b) is the lDDT of model b against model a; M traces of `length` residues.
std::vector<double> lddt_ca_matrix(std::span<const Vec3<double>> models, std::size_t length);

}  // namespace prct
