// What is folded: chains, restraints and constants. A System describes and computes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "prct/engine/absence.hpp"
#include "prct/engine/force_field.hpp"
#include "prct/parameters/pair_potential_table.hpp"
#include "prct/physics/bond_term.h"
#include "prct/physics/orientation_term.h"

namespace prct {

/// Residue types in the order of this string; codes are positions in it.
constexpr char kResidueLetters[] = "ACDEFGHIKLMNPQRSTVWY";

/// Eq. 9 for one pair of sites. `group` joins alternatives (OR by r⁻⁶); -1 = on its own.
struct Restraint {
    std::int32_t residue_i, residue_j;
    std::uint8_t site_i, site_j;  ///< Site
    double lower_a, upper_a;
    double scale_a;  ///< violation that counts as one unit
    double weight;   ///< kcal/mol at one unit of loss, normalised by the caller
    std::int32_t group = -1;
    std::int32_t spline = -1;  ///< index into System::splines; then bounds and scale only describe the likely range
};

/// -ln(p/p_ref) over a distance (physics/spline_term.h); ascending knots in Å, at least two, last slope 0.
struct DistanceSpline {
    std::vector<double> knots_a, values, slopes;
};

/// Eq. 9b for one angle between two residues (physics/orientation_term.h).
struct Orientation {
    std::int32_t residue_i, residue_j;
    OrientationKind kind;
    std::array<double, orientation_bins> coefficients;  ///< kcal/mol
};

struct System {
    std::vector<std::int32_t> chain_starts;        ///< n_chains + 1 offsets
    std::vector<std::uint8_t> residue_type;        ///< code of kResidueLetters, length N
    std::vector<std::uint8_t> ramachandran_class;  ///< follows peptide_kind
    std::vector<std::uint8_t> peptide_kind;        ///< PeptideKind of the bond i → i+1; change by set_peptide_kind
    std::vector<Restraint> restraints;             ///< members of a group stand together
    std::vector<DistanceSpline> splines;
    std::vector<Orientation> orientations;
    Absence absence;
    ForceField force_field;

    /// A system without restraints. Letters outside the 20 amino acids or empty chains throw InputError.
    static System from_sequences(const std::vector<std::string>& chains);

    int size() const { return static_cast<int>(residue_type.size()); }
    int chain_of(int residue) const;
    bool is_first(int residue) const { return chain_flags_[residue] & 1; }
    bool is_last(int residue) const { return chain_flags_[residue] & 2; }

    /// Throws InputError for restraints out of range, self-contacts, lower > upper, NaN, non-positive scales or splines
    /// that do not ascend.
    void set_restraints(std::vector<Restraint> r, std::vector<DistanceSpline> s = {});

    /// Throws InputError for residues out of range, one that is paired with itself, coefficients that are not finite,
    /// and an angle φ whose coefficients are no even function.
    void set_orientations(std::vector<Orientation> o);

    /// The bond `residue` → `residue` + 1 (Eq. 5) and, where a proline follows, whose surface is another one behind a
    /// cis bond, its Ramachandran class (Eq. 6). Throws InputError where no bond follows.
    void set_peptide_kind(int residue, PeptideKind kind);

    /// Adds to the surface of every residue's class one of its own (Eqs. 9b, 24c): kcal/mol at the nodes of
    /// physics/ramachandran_term.h, [N][phi][psi]. Replaces what was set before; empty removes it. Throws InputError
    /// for another size or values that are not finite.
    void set_phase_surfaces(std::span<const double> nodes_kcal);

    /// Coefficients of Eq. 10 (kcal/mol) in place of those the library was built with; see checked_pair_potential.
    void set_pair_potential(std::span<const double> pair, std::span<const double> burial);
    const PairPotentialTable& pair_potential() const { return pair_potential_; }

    /// Spline coefficients of Eq. 6 for a residue, as ramachandran_energy reads them.
    const float* ramachandran_surface(int residue) const;

   private:
    PairPotentialTable pair_potential_ = pair_potential_table();
    std::vector<float> phase_surfaces_;  ///< class and own surface summed, [N][ramachandran_stride], or empty
    std::vector<std::uint8_t> chain_flags_;
    std::vector<std::int32_t> chain_index_;
};

}  // namespace prct
