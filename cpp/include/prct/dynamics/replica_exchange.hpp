// Eq. 29: the exchange of walkers on a lattice of temperatures × λ; knows energies alone, and no engine.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace prct {

/// Places are numbered with the temperature running fastest.
struct ReplicaLattice {
    std::vector<double> temperatures_k;  ///< ascending
    int lambdas = 1;

    int temperatures() const { return static_cast<int>(temperatures_k.size()); }
    int size() const { return temperatures() * lambdas; }
    int place(int temperature, int lambda) const { return lambda * temperatures() + temperature; }
    int temperature_of(int place) const { return place % temperatures(); }
    int lambda_of(int place) const { return place / temperatures(); }

    /// Throws InputError unless temperatures are finite, positive and ascending, and there is a λ.
    void check() const;
};

struct NeighbourPair {
    std::int32_t first, second;  ///< places
};

/// All pairs of neighbours: those along the temperature in order of their first place, then those along λ.
std::vector<NeighbourPair> neighbour_pairs(const ReplicaLattice& lattice);

/// How often each walker went from one end of a direction to the other and back.
struct RoundTrips {
    std::vector<std::int32_t> count;
    std::vector<std::int8_t> leg;  ///< 0 = has not seen the first end, 1 = on its way out, 2 = on its way back
};

/// Who is where, and what exchanges were made so far: a value that can be saved and restored.
struct ExchangeState {
    std::int64_t sweep = 0;
    std::vector<std::int32_t> place_of;         ///< [walkers]
    std::vector<std::int64_t> tried, accepted;  ///< [neighbour_pairs]
    RoundTrips temperature, lambda;             ///< from the lowest temperature; from the last λ, the full Hamiltonian
    std::vector<std::int32_t> path;             ///< place of each walker after each sweep, [sweeps][walkers]

    /// Walker k at place k.
    static ExchangeState start(const ReplicaLattice& lattice);
    /// Throws InputError unless this is a state of the lattice.
    void check(const ReplicaLattice& lattice) const;
};

/// Potential energy of a walker's configuration under the Hamiltonian of a λ, kcal/mol.
using ReplicaEnergy = std::function<double(int walker, int lambda)>;

struct WalkerMove {
    int walker, from, to;  ///< places
};

/// One sweep: tries every second neighbour pair of one direction, in turn T even, λ even, T odd, λ odd. A pair is
/// exchanged by Metropolis, with random integers of (seed, sweep, pair) alone. Returns the walkers that moved; their
/// velocities are to be scaled by √(T_to / T_from), which keeps each momentum distribution.
std::vector<WalkerMove> exchange(const ReplicaLattice& lattice, ExchangeState& state, std::uint64_t seed,
                                 const ReplicaEnergy& energy);

}  // namespace prct
