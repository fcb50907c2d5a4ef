// Refinement of a CA trace: annealed motion in four dimensions that are flattened to three, then a quench.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/resonance/ca_field.hpp"

namespace prct {

/// Each value runs from its start to its end over the annealing steps.
struct CaRefineOptions {
    CaFieldOptions field;
    std::int32_t anneal_steps = 1500;
    std::int32_t quench_steps = 300;
    double step = 0.08;  ///< reduced time (mass 1, kT_0, Å)
    double friction = 1.0;
    double temperature_start = 1.0;  ///< kT_0; falls linearly to zero
    double fourth_noise_a = 2.0;     ///< spread of the fourth coordinate at the start; 0 = stay in three dimensions
    double flatten_end = 10.0;       ///< kT_0/Å² on the fourth coordinate
    double three_d_from = 0.7;       ///< progress at which the fourth coordinate is set to zero
    double loss_width_start_a = 20.0;
    double loss_width_end_a = 4.0;
    double absence_from = 0.0;  ///< absence grows from zero at this progress to full at 1
    std::uint64_t seed = 1;
};

struct CaRefineResult {
    std::vector<double> positions_a;  ///< [n, 3]
    double energy = 0.0;              ///< kT_0, all terms at the end of the schedule
    double restraint_energy = 0.0;
};

/// Weights of the field at a progress 0..1 of the annealing.
CaFieldPhase phase_at(double progress, const CaRefineOptions& options);
/// Spread of the random part of a velocity after a step of annealing (Å per unit of reduced time).
double noise_spread(double progress, const CaRefineOptions& options);
/// What a step of annealing leaves of a velocity.
double damping(const CaRefineOptions& options);
/// Whether the fourth coordinate is zero before this step.
bool is_flat(std::int32_t step, const CaRefineOptions& options);
/// `start` [n, 3] with its fourth coordinates. Throws InputError for another number of residues.
std::vector<Vec4> in_four_dimensions(std::span<const double> start, std::size_t residues,
                                     const CaRefineOptions& options);

/// Where a refinement is: a value that can be saved and restored.
struct CaRefineState {
    std::int32_t step = 0;  ///< of the annealing, then of the quench
    std::vector<Vec4> positions, velocities;
    double fire_step = 0.0, fire_mix = 0.0;
    std::int32_t downhill = 0;
};

/// A refinement that can stop at any step and go on elsewhere, to the same bytes: forces depend on nothing but the
/// positions, whatever lists were made before.
class CaRefinement {
   public:
    CaRefinement(std::span<const std::int32_t> chain_starts, std::span<const double> start,
                 const std::vector<CaRestraint>& restraints, const CaRefineOptions& options);

    /// Up to `steps` steps further. Throws NumericsError when a position leaves the finite numbers.
    void advance(std::int32_t steps);
    std::int32_t total_steps() const { return options_.anneal_steps + options_.quench_steps; }
    bool finished() const { return state_.step >= total_steps(); }
    const CaRefineState& state() const { return state_; }
    /// Throws InputError for a state of another size.
    void resume(CaRefineState state);
    CaRefineResult result();

   private:
    void anneal_step();
    void end_annealing();
    void quench_step();
    void evaluate();

    CaField field_;
    CaRefineOptions options_;
    CaRefineState state_;
    std::vector<Vec4> gradient_;
    bool evaluated_ = false;  ///< gradient_ and energy_ are those of the positions, at the final weights
    double energy_ = 0.0;
};

/// What refine_ca is given.
struct CaRefinePlan {
    std::vector<std::int32_t> chain_starts;
    std::vector<double> start;
    std::vector<CaRestraint> restraints;
    CaRefineOptions options;
};

/// Refine `start` [n, 3]; the result depends on nothing but the arguments. Throws NumericsError when a position leaves
/// the finite numbers.
CaRefineResult refine_ca(std::span<const std::int32_t> chain_starts, std::span<const double> start,
                         const std::vector<CaRestraint>& restraints, const CaRefineOptions& options);

}  // namespace prct
