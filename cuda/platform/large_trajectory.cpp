#include "platform/large_trajectory.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "platform/frame.hpp"
#include "platform/large_context.hpp"
#include "platform/large_minimizer.hpp"
#include "prct/error.hpp"
#include "prct/units.hpp"

namespace prct::cuda {

namespace {

/// How often lists that are too short are made longer within one block of steps.
constexpr int kLongerLists = 6;

class Annealing {
   public:
    Annealing(LargeSystem& system, const TrajectoryPlan& plan, TrajectoryOutcome& out)
        : system_(system),
          plan_(plan),
          out_(out),
          centre_(whole_centre(out.state.positions_a)),
          key_(edge_key(*plan.system, plan.options)) {
        system.set_schedule(plan.schedule.frames(), plan.options.total_steps);
        weigh_contacts();
        std::vector<float> positions(system.coordinates());
        to_device_frame(out.state.positions_a, centre_, positions.data());
        const auto& v = out.state.velocities_a_ps;
        system.set_state(positions, std::vector<float>(v.begin(), v.end()));
    }

    void run() {
        const std::int64_t end = std::min(plan_.stop_step, plan_.options.total_steps);
        while (out_.state.step < end) walk(std::min<std::int64_t>(plan_.block_steps, end - out_.state.step));
        out_.state.positions_a = host_positions();
        const std::vector<float> v = system_.velocities();
        out_.state.velocities_a_ps.assign(v.begin(), v.end());
        if (!plan_.options.resonance || key_.empty()) return;
        std::ranges::copy(system_.alpha(), out_.state.alpha.begin());
        std::ranges::copy(system_.theta(), out_.state.theta.begin());
    }

   private:
    /// As the state has them or, where they may change, in full.
    void weigh_contacts() {
        State& state = out_.state;
        const std::size_t restraints = plan_.system->restraints.size();
        if (!key_.empty()) {
            state.alpha = restraint_values(state.alpha, restraints, 1.0);
            state.theta = restraint_values(state.theta, restraints, 0.0);
        }
        const bool fits = state.alpha.size() == restraints;
        system_.set_alpha(fits ? std::span<const double>(state.alpha) : std::span<const double>());
        if (key_.empty()) return;
        system_.follow(EdgeTables(key_), plan_.options, std::span(state.alpha).first(key_.edges),
                       std::span(state.theta).first(key_.edges));
    }

    std::vector<double> host_positions() {
        return from_device_frame(system_.positions().data(), system_.coordinates(), centre_);
    }

    /// A block of steps; one that blows up is walked again with other noise and half the time step.
    void walk(std::int64_t steps) {
        for (int tries = 0, longer = 0;;) {
            const device::LargeControl c = try_steps(steps, tries);
            if (system_.lengthen_rows(c)) {
                if (++longer > kLongerLists)
                    throw NumericsError("the neighbour lists did not fit; the chain is denser than any protein");
            } else if (c.blown_up) {
                if (tries++ == plan_.shorter_steps)
                    throw NumericsError("the trajectory blew up after step " + std::to_string(out_.state.step) +
                                        " however short the time step; use weaker restraints");
            } else {
                return keep(steps, tries, c);
            }
        }
    }

    device::LargeControl try_steps(std::int64_t steps, int tries) {
        const SimulationOptions& o = plan_.options;
        device::LargeControl c{};
        c.now.constants = device::step_constants(
            static_cast<float>(std::ldexp(o.step_ps, -tries)), static_cast<float>(o.friction_per_ps),
            static_cast<float>(kAccelerationUnit / kAtomMass_da),
            static_cast<float>(kBoltzmann_kcal_mol_k * kAccelerationUnit / kAtomMass_da));
        c.now.seed = out_.state.seed + static_cast<std::uint64_t>(tries);
        c.first = c.next = out_.state.step;
        c.rebuild = 1;
        system_.set_control(c);
        system_.walk(out_.state.step, steps);
        return system_.control();
    }

    void keep(std::int64_t steps, int tries, const device::LargeControl& c) {
        system_.save_state();
        out_.state.step += steps;
        out_.state.seed += static_cast<std::uint64_t>(tries);
        TrajectoryBlock block;
        block.step = out_.state.step;
        for (int t = 0; t < kTerms; ++t) block.terms.value[t] = device::energy_of(c.energy[t]);
        block.temperature_k =
            kAtomMass_da / kAccelerationUnit * static_cast<double>(c.squares) /
            (device::kSquareUnits * kBoltzmann_kcal_mol_k * static_cast<double>(system_.coordinates()));
        block.walked_again = tries;
        if (plan_.keep_frames) block.positions_a = host_positions();
        out_.blocks.push_back(std::move(block));
    }

    LargeSystem& system_;
    const TrajectoryPlan& plan_;
    TrajectoryOutcome& out_;
    Vec3<double> centre_;
    EdgeKey key_;
};

class LargeWorker final : public TrajectoryWorker {
   public:
    LargeWorker(Device& device, const TrajectoryPlan& plan)
        : plan_(plan),
          system_(*plan.system, device, plan.schedule.frames().size(), true),
          context_(system_),
          minimizer_(system_, context_) {}

    MinimizeResult minimize(const TermScales& scales, const QuenchStage& stage,
                            std::vector<double>& positions) override {
        return minimizer_.run(scales, stage, positions);
    }
    void anneal(TrajectoryOutcome& out) override {
        Annealing(system_, plan_, out).run();
        context_.reset();
    }
    EnergyTerms energies(const TermScales& scales, const std::vector<double>& positions) override {
        std::vector<double> gradient(positions.size());
        context_.reset();
        return context_.compute(positions, scales, {}, gradient);
    }

   private:
    const TrajectoryPlan& plan_;
    LargeSystem system_;
    LargeContext context_;
    LargeMinimizer minimizer_;
};

}  // namespace

TrajectoryOutcome run_large_trajectory(Device& device, const TrajectoryPlan& plan) {
    LargeWorker worker(device, plan);
    return run_trajectory(worker, plan);
}

}  // namespace prct::cuda
