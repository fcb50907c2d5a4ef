// How many of the best-ranked predicted contacts the native has. Eq. 35
#pragma once

#include <cstdint>
#include <span>

#include "prct/physics/vec3.h"

namespace prct {

inline constexpr double contact_cutoff_a = 8.0;

/// A predicted contact: 0-based residues and its rank key (larger = surer).
struct PredictedContact {
    std::int32_t i, j;
    double score;
};

struct ContactPrecision {
    std::int64_t correct = 0, counted = 0;
    /// correct / counted; NaN where nothing could be counted.
    double precision() const;
};

/// Of the `n_top` predictions with |i-j| >= min_separation that score highest (ties: smaller i, then smaller j), those
/// with CB-CB < 8 Å. Predictions on unresolved residues (NaN) are left out before ranking; each pair counts once.
/// Throws InputError for residues out of range or a score that is NaN.
ContactPrecision contact_precision(std::span<const PredictedContact> predicted, std::span<const Vec3<double>> native_cb,
                                   int min_separation, std::size_t n_top);

}  // namespace prct
