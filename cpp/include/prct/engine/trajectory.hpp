// A whole trajectory as one piece of work (Eqs. 25-27): relax, anneal in blocks, quench. What a GPU runs in one launch.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "prct/dynamics/minimize.hpp"
#include "prct/engine/simulation.hpp"

namespace prct {

/// FIRE, then L-BFGS; a number of evaluations that is 0 leaves either out. Tolerances hold for both.
struct QuenchStage {
    int fire_evaluations = 0;
    MinimizeOptions lbfgs;
};

struct TrajectoryPlan {
    const System* system = nullptr;  ///< outlives the run
    State start;
    /// Before the first step, by the scales beside it; its L-BFGS is left out.
    QuenchStage relax;
    TermScales relax_scales;
    Schedule schedule{{{0.0, 0.0, {}}}};
    SimulationOptions options;
    std::int64_t stop_step = std::numeric_limits<std::int64_t>::max();  ///< ends here, without a quench
    int block_steps = 250;
    int shorter_steps = 4;  ///< how often a block that blew up is walked again, each time with half the time step
    std::vector<QuenchStage> quench;
    TermScales final_scales;
    bool keep_frames = false;
};

/// A block of steps when it has ended.
struct TrajectoryBlock {
    std::int64_t step = 0;
    EnergyTerms terms;  ///< by the scales of the schedule there
    double temperature_k = 0;
    int walked_again = 0;
    std::vector<double> positions_a;  ///< where frames are kept
};

struct TrajectoryOutcome {
    State state;                  ///< at the end of the annealing
    std::vector<double> model_a;  ///< after the quench, with all restraints at full weight; empty before the end
    EnergyTerms terms;            ///< of the model
    double max_force = 0;
    int evaluations = 0;
    bool converged = false;
    std::vector<TrajectoryBlock> blocks;
    std::string failure;  ///< why there is no model; empty where there is one
    bool lost = false;    ///< the device failed while or before it ran: another process may run it
};

/// A report of every block whose frame was kept.
std::vector<Report> reports(const TrajectoryPlan& plan, const TrajectoryOutcome& outcome);

/// One trajectory on a platform that knows nothing of plans. Throws InputError when the start does not fit.
TrajectoryOutcome run_trajectory(const Platform& platform, const TrajectoryPlan& plan);

/// What the parts of a trajectory are done by. All throw NumericsError where the energy is not finite.
class TrajectoryWorker {
   public:
    virtual ~TrajectoryWorker() = default;
    /// FIRE, then L-BFGS, with all restraints at full weight.
    virtual MinimizeResult minimize(const TermScales& scales, const QuenchStage& stage,
                                    std::vector<double>& positions) = 0;
    /// Takes `out.state` to the end of the schedule and notes the blocks.
    virtual void anneal(TrajectoryOutcome& out) = 0;
    virtual EnergyTerms energies(const TermScales& scales, const std::vector<double>& positions) = 0;
};

TrajectoryOutcome run_trajectory(TrajectoryWorker& worker, const TrajectoryPlan& plan);

}  // namespace prct
