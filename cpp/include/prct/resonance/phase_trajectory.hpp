// The phases of a network of oscillators over time.
#pragma once

#include <span>
#include <vector>

#include "prct/resonance/phase_integrators.hpp"
#include "prct/resonance/phase_noise.hpp"

namespace prct {

/// heun is the method for noise; the others take none.
enum class PhaseMethod { rk4, rk8, rk45, heun };

/// What to integrate and when to look.
struct PhaseSchedule {
    PhaseMethod method = PhaseMethod::rk45;
    double duration_ps = 0;
    double step_ps = 0;           ///< rk4, rk8, heun: largest step; rk45: first step, 0 = chosen
    double tolerance_rad = 1e-6;  ///< rk45
    int samples = 2;              ///< evenly spaced, the first at 0, the last at the end
    std::size_t max_steps = 1000000;
    PhaseNoise noise{};
};

template <class T>
struct PhaseTrajectory {
    std::vector<double> time_ps;  ///< [samples]
    std::vector<T> phase;         ///< [samples][N] in rad, not wrapped
    IntegrationCount count;
};

/// Network: SparseKuramoto<T> or MeanFieldKuramoto<T>. Throws InputError where the schedule or the phases cannot be
/// used, NumericsError where the phases leave the finite numbers or the step limit is exceeded.
template <class Network>
PhaseTrajectory<typename Network::Scalar> integrate_phases(Network& network,
                                                           std::span<const typename Network::Scalar> phase,
                                                           const PhaseSchedule& schedule);

}  // namespace prct
