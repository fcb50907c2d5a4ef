// What a trajectory looks like at a moment.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "prct/engine/state.hpp"
#include "prct/engine/system.hpp"
#include "prct/engine/terms.hpp"
#include "prct/resonance/resonance_amplitude.hpp"

namespace prct {

/// What a trajectory looks like now. An edge counts its weight in the system times its α in the state.
struct Report {
    std::int64_t step = 0;
    EnergyTerms terms;
    double temperature_k = 0;
    double order_parameter = 0;                   ///< Eq. 14, over ψ
    double order_parameter_phi = 0;               ///< Eq. 14, over φ
    double local_order_parameter = 0;             ///< Eq. 14, over ψ in windows along the chains, their mean
    std::optional<double> edge_order_parameter;   ///< Eq. 14, over ϑ of the edges; none without edges
    std::optional<ResonanceAmplitude> resonance;  ///< Eq. 15; none without edges
    std::vector<std::uint8_t> held;               ///< [restraints]: whether within its bounds (+ one scale)
    int satisfied = 0;                            ///< so many are
};

/// Everything but terms and temperature, of a state that fits the system. The leading `edges` restraints are
/// oscillators; `tour` holds τ of Eq. 21 for each (`tour_weights`).
Report describe(const System& system, const State& state, std::size_t edges, std::span<const double> tour);

/// Distance of every restraint (Å); members of a group all get the group's r⁻⁶ mean.
std::vector<double> restraint_distances(const System& system, std::span<const double> positions);

}  // namespace prct
