// A System as kernels read it: tables in device memory, made by platform/device_system.hpp.
#pragma once

#include "kernels/device.h"
#include "prct/physics/virtual_sites.h"

namespace prct::device {

/// Sites of excluded volume (Eq. 7): N, CA, C, O, CB, SC.
constexpr int kSolidSites = 6;
/// Unordered pairs of them, each with a reach of its own.
constexpr int kSolidPairs = kSolidSites * (kSolidSites + 1) / 2;

PRCT_HD int solid_pair(int a, int b) {
    const int low = a < b ? a : b, high = a < b ? b : a;
    return low * (2 * kSolidSites - 1 - low) / 2 + high;
}

enum ResidueFlag : std::uint8_t { kFirstOfChain = 1, kLastOfChain = 2, kDonor = 4 };

struct Residue {
    std::int32_t chain;
    float side_chain_ratio;
    std::uint8_t type, flags, peptide_kind;
    std::uint8_t solid;  ///< bit k: site k has excluded volume

    PRCT_HD bool is_first() const { return flags & kFirstOfChain; }
    PRCT_HD bool is_last() const { return flags & kLastOfChain; }
    PRCT_HD bool is_donor() const { return flags & kDonor; }
    PRCT_HD bool is_inner() const { return !is_first() && !is_last(); }
};

/// One row of Eq. 9 between sites, numbered residue · kSites + site.
struct alignas(16) RestraintRow {
    std::int32_t a, b;
    float lower, upper, inverse_scale, weight;
    std::int32_t spline;        ///< -1: bounds
    std::int32_t alternatives;  ///< rows that are one restraint, this one first; 0: one that is not first
};

/// Rows [first, last): one restraint, or alternatives.
struct RestraintRows {
    std::int32_t first, last;
};

struct SplineRange {
    std::int32_t first, count;
};

struct OrientationRow {
    std::int32_t residue_i, residue_j, kind;
};

struct ChargeRow {
    std::int32_t site;
    float charge_e;
};

/// The constants of ForceField, in the precision of the kernels.
struct Constants {
    float bond_k, angle_k, omega_k, proline_cis_bias, ramachandran, repulsion, hydrogen_bond, contact;
    float absence, absence_bound_a, huber_delta, log_c, dipole_j0, dipole_cutoff_a, coherence_lambda, coherence_k;
    float pair, burial;
    float charge_strength, charge_inverse_length, charge_cutoff2, charge_energy_at_cutoff, charge_slope_at_cutoff;
    float inverse_reach2[kSolidPairs];  ///< 1/ρ² of Eq. 7
    float reach[kSolidPairs];           ///< ρ
    float widest_reach;
    float pad[kSites];  ///< no pair of sites reaches farther than both their pads together
};

struct SystemView {
    std::int32_t residues, restraints, restraint_runs, orientations, charges;
    std::int32_t absence_separation;  ///< 0: nothing is known to be absent
    const Residue* residue;
    const float* surfaces;        ///< of Eq. 6
    const std::int32_t* surface;  ///< [residues] where a residue's begins
    const RestraintRow* restraint;
    const RestraintRow* dealt;  ///< the same as a warp reads them: see `deal` of device_system.cpp
    const RestraintRows* run;
    const float *knots, *values, *slopes;
    const SplineRange* spline;
    const OrientationRow* orientation;
    const float* orientation_coefficients;  ///< [orientations][orientation_bins]
    const ChargeRow* charge;
    const std::int32_t* absence_row;    ///< [residues + 1] into named
    const std::int32_t* absence_named;  ///< higher residues that are named, ascending in each row
    const float *pair_coefficients, *burial_coefficients;
    Constants constants;

    PRCT_HD bool too_near(int i, int j, int separation) const {
        const int apart = i < j ? j - i : i - j;
        return apart < separation && residue[i].chain == residue[j].chain;
    }
};

}  // namespace prct::device
