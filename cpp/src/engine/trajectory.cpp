#include "prct/engine/trajectory.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "prct/base/thread_pool.hpp"
#include "prct/dynamics/langevin.hpp"
#include "prct/error.hpp"
#include "prct/units.hpp"

namespace prct {

namespace {

MinimizeResult minimize(ForceContext& context, const TermScales& scales, const QuenchStage& stage,
                        std::vector<double>& positions) {
    context.reset();
    const Objective f = [&](std::span<const double> x, std::span<double> g) {
        return context.compute(x, scales, {}, g).total();
    };
    MinimizeResult result;
    MinimizeOptions coarse = stage.lbfgs;
    coarse.max_evaluations = stage.fire_evaluations;
    if (stage.fire_evaluations > 0) result = fire(f, positions, coarse);
    if (stage.lbfgs.max_evaluations == 0) return result;
    const int before = result.evaluations;
    result = lbfgs(f, positions, stage.lbfgs);
    result.evaluations += before;
    return result;
}

TrajectoryBlock describe(const TrajectoryPlan& plan, Simulation& simulation, int tries) {
    const Report report = simulation.report();
    TrajectoryBlock block{report.step, report.terms, report.temperature_k, tries, {}};
    if (plan.keep_frames) block.positions_a = simulation.state().positions_a;
    return block;
}

/// From `out.state` to the end of the schedule.
void anneal(const Platform& platform, const TrajectoryPlan& plan, TrajectoryOutcome& out) {
    const std::int64_t end = std::min(plan.stop_step, plan.options.total_steps);
    while (out.state.step < end) {
        for (int tries = 0;; ++tries) {
            State start = out.state;
            start.seed += static_cast<std::uint64_t>(tries);
            SimulationOptions options = plan.options;
            options.step_halvings = tries;
            Simulation simulation(*plan.system, platform, std::move(start), plan.schedule, options);
            try {
                simulation.advance(std::min<std::int64_t>(plan.block_steps, end - out.state.step));
            } catch (const NumericsError&) {
                if (tries == plan.shorter_steps) throw;
                continue;
            }
            out.state = simulation.state();
            out.blocks.push_back(describe(plan, simulation, tries));
            break;
        }
    }
}

class HostWorker final : public TrajectoryWorker {
   public:
    HostWorker(const Platform& platform, const TrajectoryPlan& plan)
        : platform_(platform), plan_(plan), context_(platform.create(*plan.system)) {}

    MinimizeResult minimize(const TermScales& scales, const QuenchStage& stage,
                            std::vector<double>& positions) override {
        return prct::minimize(*context_, scales, stage, positions);
    }
    void anneal(TrajectoryOutcome& out) override { prct::anneal(platform_, plan_, out); }
    EnergyTerms energies(const TermScales& scales, const std::vector<double>& positions) override {
        std::vector<double> gradient(positions.size());
        context_->reset();
        return context_->compute(positions, scales, {}, gradient);
    }

   private:
    const Platform& platform_;
    const TrajectoryPlan& plan_;
    std::unique_ptr<ForceContext> context_;
};

}  // namespace

TrajectoryOutcome run_trajectory(const Platform& platform, const TrajectoryPlan& plan) {
    HostWorker worker(platform, plan);
    return run_trajectory(worker, plan);
}

TrajectoryOutcome run_trajectory(TrajectoryWorker& worker, const TrajectoryPlan& plan) {
    TrajectoryOutcome out;
    out.state = plan.start;
    try {
        if (plan.relax.fire_evaluations > 0) {
            QuenchStage relax = plan.relax;
            relax.lbfgs.max_evaluations = 0;
            worker.minimize(plan.relax_scales, relax, out.state.positions_a);
        }
        worker.anneal(out);
        if (out.state.step < plan.options.total_steps) return out;
        out.model_a = out.state.positions_a;
        for (const QuenchStage& stage : plan.quench) {
            const MinimizeResult r = worker.minimize(plan.final_scales, stage, out.model_a);
            out.evaluations += r.evaluations;
            out.max_force = r.max_force;
            out.converged = r.converged;
        }
        out.terms = worker.energies(plan.final_scales, out.model_a);
    } catch (const NumericsError& problem) {
        out.failure = problem.what();
        out.model_a.clear();
    }
    return out;
}

std::vector<Report> reports(const TrajectoryPlan& plan, const TrajectoryOutcome& outcome) {
    const std::size_t restraints = plan.system->restraints.size();
    const std::size_t edges =
        plan.options.edges < 0 ? restraints : std::min(restraints, static_cast<std::size_t>(plan.options.edges));
    const auto tour = tour_weights(*plan.system, edges, plan.options.tour_place);
    std::vector<Report> all;
    State state = outcome.state;
    for (const TrajectoryBlock& block : outcome.blocks) {
        if (block.positions_a.empty()) continue;
        state.positions_a = block.positions_a;
        state.step = block.step;
        Report r = describe(*plan.system, state, edges, tour);
        r.terms = block.terms;
        r.temperature_k = block.temperature_k;
        all.push_back(std::move(r));
    }
    return all;
}

std::vector<TrajectoryOutcome> Platform::run(TrajectoryPlans plans, int threads) const {
    std::vector<TrajectoryOutcome> out(plans.size());
    ThreadPool pool(threads);
    std::atomic<std::size_t> next = 0;
    pool.run([&](int) {
        for (std::size_t k = next++; k < plans.size(); k = next++) out[k] = run_trajectory(*this, *plans[k]);
    });
    return out;
}

}  // namespace prct
