#include "prct/engine/simulation.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "prct/dynamics/langevin.hpp"
#include "prct/error.hpp"
#include "prct/physics/resonance_weight.h"
#include "prct/units.hpp"

namespace prct {

namespace {

/// A backbone atom faster than this (Å/ps) has left physics: thermal speed at 300 K is 7.6 Å/ps.
constexpr double kBlownUpSpeed_a_ps = 1000.0;

bool all_slow(std::span<const double> velocities) {
    bool slow = true;
    for (const double v : velocities) slow &= std::abs(v) < kBlownUpSpeed_a_ps;
    return slow;
}

[[noreturn]] void blew_up(std::int64_t step) {
    throw NumericsError("the trajectory blew up at step " + std::to_string(step) +
                        " (an atom faster than 1000 Å/ps); use a shorter time step or weaker restraints");
}

}  // namespace

Simulation::Simulation(const System& system, const Platform& platform, State state, Schedule schedule,
                       SimulationOptions options, std::shared_ptr<ParameterLog> log)
    : system_(system),
      context_(platform.create(system)),
      schedule_(std::move(schedule)),
      options_(options),
      log_(std::move(log)),
      live_{options.total_steps, options.step_ps, options.friction_per_ps},
      end_step_(options.total_steps) {
    set_state(std::move(state));
    const std::size_t restraints = system.restraints.size();
    if (!(options_.step_ps > 0) || options_.total_steps < 0 || options_.resonance_interval < 1)
        throw InputError("step_ps and resonance_interval must be positive, total_steps >= 0");
    if (options_.edges > static_cast<std::int64_t>(restraints))
        throw InputError(std::to_string(options_.edges) + " edges are more than the " + std::to_string(restraints) +
                         " restraints; name those that resonate");
    edges_ = options_.edges < 0 ? restraints : static_cast<std::size_t>(options_.edges);
    tour_ = tour_weights(system, edges_, options_.tour_place);
    if (options_.resonance && edges_) phases_.emplace(system, *options_.resonance, edges_);
    gradient_.resize(state_.positions_a.size());
    take_parameters();
    ending_half_ps_ = 0.5 * step_ps();
}

void Simulation::set_state(State state) {
    const std::size_t want = 9 * static_cast<std::size_t>(system_.size());
    if (state.positions_a.size() != want || state.velocities_a_ps.size() != want)
        throw InputError("the state has " + std::to_string(state.positions_a.size()) +
                         " coordinates, the system needs " + std::to_string(want) + " (9 a residue)");
    const std::size_t restraints = system_.restraints.size();
    if (state.alpha.size() != restraints) state.alpha.assign(restraints, 1.0);
    if (state.theta.size() != restraints) state.theta.assign(restraints, 0.0);
    state_ = std::move(state);
}

EnergyTerms Simulation::energies(const TermScales& scales) {
    return context_->compute(state_.positions_a, scales, state_.alpha, gradient_);
}

EnergyTerms Simulation::forces(const Keyframe& now) {
    if (!options_.tour_first) return context_->compute(state_.positions_a, now.scales, state_.alpha, gradient_);
    ramped_ = state_.alpha;
    for (std::size_t e = 0; e < edges_; ++e) ramped_[e] *= tour_ramp(now.progress, tour_[e]);
    return context_->compute(state_.positions_a, now.scales, ramped_, gradient_);
}

void Simulation::update_resonance() {
    distances_ = restraint_distances(system_, state_.positions_a);
    phases_->update(std::span(distances_).first(edges_), std::span(state_.alpha).first(edges_),
                    std::span(state_.theta).first(edges_));
}

double Simulation::progress(std::int64_t step) const {
    return since_progress_ + static_cast<double>(step - since_) / std::max<std::int64_t>(1, live_.total_steps);
}

void Simulation::take_parameters() {
    if (!log_) return;
    while (const ParameterChange* change = log_->next(taken_, state_.step, live_, finished())) {
        since_progress_ = progress(change->step);
        since_ = change->step;
        live_ = change->parameters;
        const double left = std::max(0.0, 1 - since_progress_) * static_cast<double>(live_.total_steps);
        end_step_ = since_ + static_cast<std::int64_t>(std::ceil(left));
        ++taken_;
    }
}

bool Simulation::move(const Keyframe& frame, bool first_step, int first, int last) {
    const double step = step_ps(), half = 0.5 * step;
    const std::size_t start = 9 * std::size_t(first), count = 9 * std::size_t(last - first);
    const auto x = std::span(state_.positions_a).subspan(start, count);
    const auto v = std::span(state_.velocities_a_ps).subspan(start, count);
    const auto g = std::span<const double>(gradient_).subspan(start, count);
    if (!first_step) kick(v, g, ending_half_ps_, kAtomMass_da);
    kick(v, g, half, kAtomMass_da);
    if (!all_slow(v)) return false;  // neighbour lists need positions within reach
    drift(x, v, half);
    thermalise(v, frame.temperature_k, live_.friction_per_ps, step, kAtomMass_da, state_.seed, state_.step, start / 3);
    drift(x, v, half);
    return true;
}

void Simulation::advance(std::int64_t steps) {
    const std::int64_t begin = state_.step;
    context_->reset();
    forces(now());
    while (state_.step < std::min(end_step_, begin + steps)) {
        take_parameters();
        if (phases_ && state_.step % options_.resonance_interval == 0) update_resonance();
        const Keyframe frame = now();
        std::atomic<bool> slow = true;
        context_->share([&](int first, int last) {
            if (!move(frame, state_.step == begin, first, last)) slow = false;
        });
        if (!slow) blew_up(state_.step);
        forces(frame);
        ending_half_ps_ = 0.5 * step_ps();
        ++state_.step;
    }
    if (begin < state_.step) kick(state_.velocities_a_ps, gradient_, ending_half_ps_, kAtomMass_da);
    if (!all_slow(state_.velocities_a_ps)) blew_up(state_.step);
}

Report Simulation::report() {
    Report r = describe(system_, state_, edges_, tour_);
    r.terms = forces(now());
    r.temperature_k = 2 * kinetic_energy(state_.velocities_a_ps, kAtomMass_da) /
                      (kBoltzmann_kcal_mol_k * static_cast<double>(state_.velocities_a_ps.size()));
    return r;
}

MinimizeResult quench(const System& system, const Platform& platform, const TermScales& scales,
                      std::span<const double> alpha, std::vector<double>& positions, int fire_evaluations,
                      const MinimizeOptions& options) {
    const auto context = platform.create(system);
    const Objective f = [&](std::span<const double> x, std::span<double> g) {
        return context->compute(x, scales, alpha, g).total();
    };
    MinimizeOptions first = options;
    first.max_evaluations = fire_evaluations;
    const MinimizeResult coarse = fire(f, positions, first);
    MinimizeResult fine = lbfgs(f, positions, options);
    fine.evaluations += coarse.evaluations;
    return fine;
}

}  // namespace prct
