// A system, a state and a platform joined: an annealing trajectory that can stop and go on at any block of steps.
#pragma once

#include <cmath>
#include <memory>
#include <optional>

#include "prct/dynamics/minimize.hpp"
#include "prct/dynamics/schedule.hpp"
#include "prct/engine/parameter_log.hpp"
#include "prct/engine/platform.hpp"
#include "prct/engine/report.hpp"
#include "prct/engine/state.hpp"
#include "prct/resonance/edge_phases.hpp"

namespace prct {

struct SimulationOptions {
    std::int64_t total_steps = 5000;
    double step_ps = 0.0103;
    double friction_per_ps = 4.4;
    int step_halvings = 0;                      ///< of `step_ps`, also of what a log changes it to
    int resonance_interval = 20;                ///< steps between updates of α and ϑ
    std::optional<ResonanceOptions> resonance;  ///< none: α and ϑ stay as given
    std::int64_t edges = -1;                    ///< leading restraints that are oscillators of Eq. 15; -1 = all
    std::vector<std::int32_t> tour_place;       ///< o of Eq. 21 for every residue; empty = no tour, τ = 1
    bool tour_first = false;                    ///< contacts switch on along the tour (`tour_ramp`)
};

class Simulation {
   public:
    /// The system must outlive the simulation. `log`, where there is one, changes the parameters of the options between
    /// steps; one log a trajectory. Throws InputError when the state does not fit the system.
    Simulation(const System& system, const Platform& platform, State state, Schedule schedule,
               SimulationOptions options, std::shared_ptr<ParameterLog> log = {});

    /// Runs up to `steps` steps, not past the end of the schedule. Neighbour lists start afresh, so that a run cut into
    /// the same blocks gives the same bytes after a restart. Throws NumericsError when the trajectory blows up.
    void advance(std::int64_t steps);

    bool finished() const { return state_.step >= end_step_; }
    /// Where the schedule ends at the present pace.
    std::int64_t end_step() const { return end_step_; }
    const LiveParameters& parameters() const { return live_; }
    const State& state() const { return state_; }
    /// Go on from another state. Throws InputError when it does not fit the system.
    void set_state(State state);
    Report report();
    /// The terms at the present positions, each times its factor of `scales`.
    EnergyTerms energies(const TermScales& scales);

   private:
    double progress(std::int64_t step) const;
    Keyframe now() const { return schedule_.at(progress(state_.step)); }
    void take_parameters();
    double step_ps() const { return std::ldexp(live_.step_ps, -options_.step_halvings); }
    void update_resonance();
    /// Eq. 25 for residues [first, last) from one force evaluation to the next: the half kick that ends a step, unless
    /// this is the `first_step` of `advance`, then half kick, drift, friction, drift. False when an atom is too fast.
    bool move(const Keyframe& frame, bool first_step, int first, int last);
    EnergyTerms forces(const Keyframe& now);
    const System& system_;
    std::unique_ptr<ForceContext> context_;
    State state_;
    Schedule schedule_;
    SimulationOptions options_;
    std::shared_ptr<ParameterLog> log_;
    std::size_t taken_ = 0;  ///< changes of the log
    LiveParameters live_;
    double since_progress_ = 0;  ///< of the schedule at `since_`, from which on `live_` holds
    std::int64_t since_ = 0, end_step_ = 0;
    double ending_half_ps_ = 0;  ///< of the kick that ends the last step
    std::optional<EdgePhases> phases_;
    std::size_t edges_ = 0;
    std::vector<double> tour_, ramped_, gradient_, distances_;
};

/// FIRE then L-BFGS on the Cartesian coordinates (Eq. 27).
MinimizeResult quench(const System& system, const Platform& platform, const TermScales& scales,
                      std::span<const double> alpha, std::vector<double>& positions, int fire_evaluations,
                      const MinimizeOptions& options);

}  // namespace prct
