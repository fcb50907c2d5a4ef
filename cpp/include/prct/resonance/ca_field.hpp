// The energy of a CA trace under achiral terms: chain, excluded volume, restraints, absence (Eqs. 9, 9a, 23).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/physics/ca_sites.h"
#include "prct/physics/ca_terms.h"
#include "prct/spatial/near_pairs.hpp"

namespace prct {

/// Bounds on one CB-CB distance (CA-CA where the field has no CB), flat inside.
struct CaRestraint {
    std::int32_t i = 0;
    std::int32_t j = 0;
    double lower_a = 0.0;
    double upper_a = 0.0;
    double weight = 1.0;
};

struct CaFieldOptions {
    double bond_k = 20.0;   ///< kT_0/Å², (d - 3.8)²
    double angle_k = 10.0;  ///< kT_0/Å², CA(i)-CA(i+2) outside [angle_lower_a, angle_upper_a]
    double angle_lower_a = 5.0;
    double angle_upper_a = 7.3;
    double repulsion_k = 5.0;  ///< kT_0/Å², CA-CA closer than repulsion_a
    double repulsion_a = 4.0;
    double restraint_k = 1.0;  ///< kT_0/Å², times the restraint's weight
    double absence_k = 0.0;    ///< kT_0/Å², CB-CB of pairs without a restraint closer than absence_a; 0 = off
    double absence_a = 8.5;
    std::int32_t absence_separation = 6;  ///< in one chain
    double cb_bisector_a = 1.13;          ///< CB lies this far along the outward bisector of the trace; 0 = CB is CA
    double cb_normal_a = 0.0;             ///< and this far along its normal, which has a hand; 0 = achiral
    Loss loss = Loss::huber;
};

/// Weights that change while annealing.
struct CaFieldPhase {
    double loss_width_a = 2.0;  ///< Huber's width or Geman-McClure's c
    double absence_scale = 1.0;
    double flatten_k = 0.0;  ///< kT_0/Å², on the fourth coordinate
};

/// Throws InputError for a restraint that no chain of so many residues can have.
void check_restraints(std::span<const CaRestraint> restraints, std::int32_t residues);

class CaField {
   public:
    CaField(std::span<const std::int32_t> chain_starts, std::vector<CaRestraint> restraints,
            const CaFieldOptions& options);

    std::int32_t size() const { return n_; }

    /// Energy in kT_0; `gradient` is overwritten.
    double evaluate(std::span<const Vec4> positions, const CaFieldPhase& phase, std::span<Vec4> gradient);

    /// Energy of the restraints alone, from the last evaluate().
    double restraint_energy() const { return restraint_energy_; }

   private:
    struct Pair {
        std::int32_t i, j;
    };
    double chain_terms(std::span<const Vec4> r, std::span<Vec4> g) const;
    double restraint_terms(const CaFieldPhase& phase);
    double repulsion_terms(std::span<const Vec4> r, std::span<Vec4> g) const;
    double absence_terms(double k);
    void refresh_pairs(std::span<const Vec4> r, bool with_absence);
    void collect_pairs(std::span<const Vec4> r, double cutoff_a, bool absence);
    bool restrained(std::int32_t i, std::int32_t j) const;

    std::int32_t n_;
    CaFieldOptions options_;
    std::vector<std::int32_t> chain_;
    std::vector<CaRestraint> restraints_;
    std::vector<std::int64_t> restrained_keys_;
    std::vector<Vec4> cb_, cb_gradient_, listed_at_;
    std::vector<Pair> repulsion_pairs_, absence_pairs_;
    NearPairs near_pairs_;
    bool absence_listed_ = false;
    double restraint_energy_ = 0.0;
};

}  // namespace prct
