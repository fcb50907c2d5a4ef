// Measured by tools/fit_site_statistics.py; python/prct/parameters/site_statistics.json says on what.
#pragma once

#include "prct/hd.h"

namespace prct {

/// Eq. 2: SC lies this far from CA on the ray to CB (Å), residues ACDEFGHIKLMNPQRSTVWY: the point of the ray nearest
/// to the centroids of the side chains' heavy atoms, CB included. Glycine has none, alanine's is CB.
// clang-format off
constexpr double kSideChainDistance_a[20] = {
    1.52, 1.87, 2.10, 2.77, 2.58, 0.00, 2.41, 2.21, 3.06, 2.31,
    2.70, 2.07, 1.27, 2.68, 3.52, 1.78, 1.88, 1.90, 2.64, 2.70};
// clang-format on

/// Eq. 7: sites N, CA, C, O, CB, SC of residues with |i - j| >= 3 stand closer than this (Å) in 1 % of their
/// pairs within 6 Å.
PRCT_HD double repulsion_sigma_a(int a, int b) {
    // clang-format off
    constexpr double sigma[6][6] = {
        {4.10, 4.11, 3.62, 2.72, 3.85, 3.51},
        {4.11, 4.09, 4.07, 3.14, 3.87, 3.51},
        {3.62, 4.07, 4.28, 3.42, 3.84, 3.56},
        {2.72, 3.14, 3.42, 3.21, 3.13, 2.98},
        {3.85, 3.87, 3.84, 3.13, 3.69, 3.26},
        {3.51, 3.51, 3.56, 2.98, 3.26, 2.87},
    };
    // clang-format on
    return sigma[a][b];
}

}  // namespace prct
