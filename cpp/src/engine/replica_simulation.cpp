#include "prct/engine/replica_simulation.hpp"

#include <atomic>
#include <cmath>
#include <limits>
#include <string>

#include "prct/dynamics/langevin.hpp"
#include "prct/error.hpp"
#include "prct/units.hpp"

namespace prct {

namespace {

/// How often an interval that blew up is walked again, each time with other noise, half the time step and velocities
/// drawn anew: those it began with may be what blew it up, and at given positions all have the same distribution.
constexpr int kShorterSteps = 5;

}  // namespace

ReplicaSimulation::ReplicaSimulation(const System& system, const Platform& platform, ReplicaLattice lattice,
                                     std::vector<TermScales> scales, ReplicaState state, ReplicaOptions options)
    : system_(system),
      platform_(platform),
      lattice_(std::move(lattice)),
      scales_(std::move(scales)),
      state_(std::move(state)),
      options_(options),
      pool_(options.threads) {
    state_.exchange.check(lattice_);
    const auto walkers = static_cast<std::size_t>(lattice_.size());
    if (state_.walkers.size() != walkers)
        throw InputError(std::to_string(state_.walkers.size()) + " walkers for a lattice of " +
                         std::to_string(walkers) + " places; give one a place");
    if (scales_.size() != static_cast<std::size_t>(lattice_.lambdas))
        throw InputError(std::to_string(scales_.size()) + " sets of factors for " + std::to_string(lattice_.lambdas) +
                         " values of λ; give one each");
    if (options_.interval < 1) throw InputError("the interval between exchanges must be 1 step or more");
    bare_ = scales_.front();
    for (int t = 0; t < kTerms; ++t) bare_.factor[t] = 0.0;
    for (const TermScales& s : scales_) {
        if (s.saturation != bare_.saturation)
            throw InputError("the saturation of the restraints differs between λ; energies are not linear in it");
        for (int t = 0; t < kTerms; ++t)
            if (s.factor[t] != 0) bare_.factor[t] = 1.0;
    }
    state_.energy_kcal.resize(walkers, std::numeric_limits<double>::quiet_NaN());
    terms_.resize(walkers);
    for (std::size_t place = 0; place < walkers; ++place) {
        const Keyframe frame{0.0, lattice_.temperatures_k[lattice_.temperature_of(static_cast<int>(place))],
                             scales_[lattice_.lambda_of(static_cast<int>(place))]};
        at_.push_back(std::make_unique<Simulation>(system_, platform_, state_.walkers[place], Schedule({frame}),
                                                   simulation_options(0)));
    }
}

SimulationOptions ReplicaSimulation::simulation_options(int halvings) const {
    SimulationOptions o;
    o.total_steps = std::numeric_limits<std::int64_t>::max();
    o.step_ps = options_.step_ps;
    o.step_halvings = halvings;
    o.friction_per_ps = options_.friction_per_ps;
    return o;
}

Schedule ReplicaSimulation::conditions(std::size_t walker) const {
    const int place = state_.exchange.place_of[walker];
    return Schedule(
        {{0.0, lattice_.temperatures_k[lattice_.temperature_of(place)], scales_[lattice_.lambda_of(place)]}});
}

double ReplicaSimulation::energy(std::size_t walker, int lambda) const {
    double sum = 0;
    for (int t = 0; t < kTerms; ++t) sum += scales_[lambda].factor[t] * terms_[walker].value[t];
    return sum;
}

void ReplicaSimulation::walk(std::size_t walker) {
    State& state = state_.walkers[walker];
    Simulation& simulation = *at_[state_.exchange.place_of[walker]];
    const std::int64_t end = state.step + options_.interval;
    simulation.set_state(state);
    try {
        simulation.advance(end - state.step);
    } catch (const NumericsError&) {
        for (int tries = 1;; ++tries) {
            State again = state;
            again.seed += static_cast<std::uint64_t>(tries);
            const int temperature = lattice_.temperature_of(state_.exchange.place_of[walker]);
            draw_velocities(again.velocities_a_ps, lattice_.temperatures_k[temperature], kAtomMass_da, again.seed);
            Simulation shorter(system_, platform_, std::move(again), conditions(walker), simulation_options(tries));
            try {
                shorter.advance(end - state.step);
            } catch (const NumericsError&) {
                if (tries == kShorterSteps) throw;
                continue;
            }
            simulation.set_state(shorter.state());
            break;
        }
    }
    state = simulation.state();
    terms_[walker] = simulation.energies(bare_);
}

void ReplicaSimulation::advance(std::int64_t sweeps) {
    for (; sweeps > 0; --sweeps) {
        std::vector<std::uint64_t> seeds;
        for (const State& s : state_.walkers) seeds.push_back(s.seed);
        std::atomic<std::size_t> next = 0;
        pool_.run([&](int) {
            for (std::size_t k = next++; k < state_.walkers.size(); k = next++) walk(k);
        });
        for (std::size_t k = 0; k < seeds.size(); ++k) state_.walked_again += state_.walkers[k].seed != seeds[k];
        const auto cross = [&](int walker, int lambda) { return energy(static_cast<std::size_t>(walker), lambda); };
        for (const WalkerMove& move : exchange(lattice_, state_.exchange, options_.seed, cross)) {
            const auto kelvin = [&](int place) { return lattice_.temperatures_k[lattice_.temperature_of(place)]; };
            const double factor = std::sqrt(kelvin(move.to) / kelvin(move.from));
            for (double& v : state_.walkers[move.walker].velocities_a_ps) v *= factor;
        }
        for (std::size_t k = 0; k < seeds.size(); ++k)
            state_.energy_kcal[k] = energy(k, lattice_.lambda_of(state_.exchange.place_of[k]));
    }
}

}  // namespace prct
