// Eq. 29 for a system: Langevin walkers at every temperature and λ of a lattice, side by side on threads.
#pragma once

#include <memory>
#include <vector>

#include "prct/base/thread_pool.hpp"
#include "prct/dynamics/replica_exchange.hpp"
#include "prct/engine/simulation.hpp"

namespace prct {

struct ReplicaOptions {
    std::int64_t interval = 100;  ///< steps between two sweeps of exchanges
    double step_ps = 0.0103;
    double friction_per_ps = 4.4;
    std::uint64_t seed = 0;  ///< of the exchanges; walkers have their own
    int threads = 1;
};

/// The whole lattice: a value that can be saved and restored.
struct ReplicaState {
    std::vector<State> walkers;
    ExchangeState exchange;
    std::vector<double> energy_kcal;  ///< of each walker where it is, after the last sweep
    std::int64_t walked_again = 0;    ///< intervals that blew up and were walked again with a shorter step
};

/// H_λ = K + Σ_t s_t(λ) V_t: the terms are known apart, so that energies under another λ are exact. α stays as it is.
class ReplicaSimulation {
   public:
    /// `scales` has the factors s_t of every λ. The system and the platform must outlive this. Throws InputError when
    /// a state does not fit, or where the saturation of the restraints, in which V is not linear, differs between λ.
    ReplicaSimulation(const System& system, const Platform& platform, ReplicaLattice lattice,
                      std::vector<TermScales> scales, ReplicaState state, ReplicaOptions options);

    /// Runs `sweeps` times the interval and an exchange. The result does not depend on the threads, nor on how sweeps
    /// are cut into calls. Throws NumericsError when a walker blows up however short the step.
    void advance(std::int64_t sweeps);

    const ReplicaState& state() const { return state_; }

   private:
    void walk(std::size_t walker);
    double energy(std::size_t walker, int lambda) const;
    Schedule conditions(std::size_t walker) const;
    SimulationOptions simulation_options(int halvings) const;

    const System& system_;
    const Platform& platform_;
    ReplicaLattice lattice_;
    std::vector<TermScales> scales_;
    TermScales bare_;  ///< factor 1 for what any λ has, 0 for the rest
    ReplicaState state_;
    ReplicaOptions options_;
    ThreadPool pool_;
    std::vector<std::unique_ptr<Simulation>> at_;  ///< [places]
    std::vector<EnergyTerms> terms_;               ///< V_t of each walker
};

}  // namespace prct
