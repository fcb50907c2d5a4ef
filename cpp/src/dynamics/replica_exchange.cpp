#include "prct/dynamics/replica_exchange.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/philox.h"
#include "prct/units.hpp"

namespace prct {

namespace {

/// Exchanges draw from counters that no step of a trajectory has: those hold a step in the low word, below 2⁶³.
constexpr std::uint64_t kExchangeCounter = std::uint64_t{1} << 63;

/// One of the up to four sets of pairs that are tried in turn.
struct PairSet {
    bool along_lambda;
    int parity;
};

PairSet pairs_in_turn(const ReplicaLattice& lattice, std::int64_t sweep) {
    std::vector<PairSet> sets;
    for (int parity = 0; parity < 2; ++parity) {
        if (lattice.temperatures() > 1 + parity) sets.push_back({false, parity});
        if (lattice.lambdas > 1 + parity) sets.push_back({true, parity});
    }
    return sets.empty() ? PairSet{false, 0} : sets[static_cast<std::size_t>(sweep) % sets.size()];
}

double beta(const ReplicaLattice& lattice, int place) {
    return 1.0 / (kBoltzmann_kcal_mol_k * lattice.temperatures_k[lattice.temperature_of(place)]);
}

/// ln of the Metropolis ratio for walker a at p and b at q to change places.
double log_ratio(const ReplicaLattice& lattice, const ReplicaEnergy& energy, int p, int a, int q, int b) {
    const int lp = lattice.lambda_of(p), lq = lattice.lambda_of(q);
    return beta(lattice, p) * (energy(a, lp) - energy(b, lp)) + beta(lattice, q) * (energy(b, lq) - energy(a, lq));
}

void follow(RoundTrips& trips, std::size_t walker, int at, int begin, int end) {
    if (begin == end) return;
    std::int8_t& leg = trips.leg[walker];
    if (at == begin) {
        if (leg == 2) ++trips.count[walker];
        leg = 1;
    } else if (at == end && leg == 1) {
        leg = 2;
    }
}

void follow_all(const ReplicaLattice& lattice, ExchangeState& state) {
    for (std::size_t walker = 0; walker < state.place_of.size(); ++walker) {
        const int place = state.place_of[walker];
        follow(state.temperature, walker, lattice.temperature_of(place), 0, lattice.temperatures() - 1);
        follow(state.lambda, walker, lattice.lambda_of(place), lattice.lambdas - 1, 0);
    }
}

}  // namespace

void ReplicaLattice::check() const {
    if (temperatures_k.empty() || lambdas < 1) throw InputError("a lattice needs a temperature and a λ");
    for (std::size_t k = 0; k < temperatures_k.size(); ++k)
        if (!std::isfinite(temperatures_k[k]) || temperatures_k[k] <= (k ? temperatures_k[k - 1] : 0.0))
            throw InputError("temperature " + std::to_string(k + 1) +
                             " of the lattice: give finite, positive, ascending temperatures");
}

std::vector<NeighbourPair> neighbour_pairs(const ReplicaLattice& lattice) {
    std::vector<NeighbourPair> pairs;
    for (int l = 0; l < lattice.lambdas; ++l)
        for (int t = 0; t + 1 < lattice.temperatures(); ++t)
            pairs.push_back({lattice.place(t, l), lattice.place(t + 1, l)});
    for (int l = 0; l + 1 < lattice.lambdas; ++l)
        for (int t = 0; t < lattice.temperatures(); ++t)
            pairs.push_back({lattice.place(t, l), lattice.place(t, l + 1)});
    return pairs;
}

ExchangeState ExchangeState::start(const ReplicaLattice& lattice) {
    lattice.check();
    const auto walkers = static_cast<std::size_t>(lattice.size());
    const std::size_t pairs = neighbour_pairs(lattice).size();
    ExchangeState state;
    state.place_of.resize(walkers);
    std::iota(state.place_of.begin(), state.place_of.end(), 0);
    state.tried.resize(pairs);
    state.accepted.resize(pairs);
    for (RoundTrips* trips : {&state.temperature, &state.lambda}) {
        trips->count.resize(walkers);
        trips->leg.resize(walkers);
    }
    follow_all(lattice, state);
    return state;
}

void ExchangeState::check(const ReplicaLattice& lattice) const {
    lattice.check();
    const auto walkers = static_cast<std::size_t>(lattice.size());
    const std::size_t pairs = neighbour_pairs(lattice).size();
    std::vector<std::int32_t> places = place_of;
    std::sort(places.begin(), places.end());
    bool fits = places.size() == walkers && tried.size() == pairs && accepted.size() == pairs && sweep >= 0 &&
                path.size() == walkers * static_cast<std::size_t>(sweep);
    for (const RoundTrips* trips : {&temperature, &lambda})
        fits = fits && trips->count.size() == walkers && trips->leg.size() == walkers;
    for (std::size_t k = 0; fits && k < walkers; ++k) fits = places[k] == static_cast<std::int32_t>(k);
    if (!fits) throw InputError("the saved exchanges are not of this lattice; start it again");
}

std::vector<WalkerMove> exchange(const ReplicaLattice& lattice, ExchangeState& state, std::uint64_t seed,
                                 const ReplicaEnergy& energy) {
    std::vector<WalkerMove> moves;
    std::vector<std::int32_t> walker_at(state.place_of.size());
    for (std::size_t walker = 0; walker < walker_at.size(); ++walker)
        walker_at[state.place_of[walker]] = static_cast<std::int32_t>(walker);
    const auto pairs = neighbour_pairs(lattice);
    const auto [along_lambda, parity] = pairs_in_turn(lattice, state.sweep);
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        const int p = pairs[k].first, q = pairs[k].second;
        const bool is_lambda = lattice.temperature_of(p) == lattice.temperature_of(q);
        const int order = is_lambda ? lattice.lambda_of(p) : lattice.temperature_of(p);
        if (is_lambda != along_lambda || order % 2 != parity) continue;
        const int a = walker_at[p], b = walker_at[q];
        ++state.tried[k];
        const Philox4 bits = philox(seed, kExchangeCounter + static_cast<std::uint64_t>(state.sweep), k);
        if (!(std::log(uniform_open(bits.v[0])) < log_ratio(lattice, energy, p, a, q, b))) continue;
        ++state.accepted[k];
        std::swap(state.place_of[a], state.place_of[b]);
        moves.push_back({a, p, q});
        moves.push_back({b, q, p});
    }
    follow_all(lattice, state);
    ++state.sweep;
    state.path.insert(state.path.end(), state.place_of.begin(), state.place_of.end());
    return moves;
}

}  // namespace prct
