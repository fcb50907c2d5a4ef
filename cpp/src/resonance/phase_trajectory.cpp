#include "prct/resonance/phase_trajectory.hpp"

#include <cmath>
#include <optional>
#include <string>

#include "prct/resonance/kuramoto.hpp"
#include "prct/resonance/mean_field.hpp"

namespace prct {
namespace {

void check_schedule(const PhaseSchedule& schedule) {
    if (!(schedule.duration_ps > 0) || !std::isfinite(schedule.duration_ps))
        throw InputError("the duration is " + std::to_string(schedule.duration_ps) + " ps; give a finite time above 0");
    if (schedule.samples < 2)
        throw InputError("samples is " + std::to_string(schedule.samples) + "; give at least 2, the start and the end");
    const bool adaptive = schedule.method == PhaseMethod::rk45;
    if (!std::isfinite(schedule.step_ps) || schedule.step_ps < 0 || (!adaptive && schedule.step_ps == 0))
        throw InputError("the step is " + std::to_string(schedule.step_ps) + " ps; give a finite step above 0");
    if (adaptive && !(schedule.tolerance_rad > 0 && std::isfinite(schedule.tolerance_rad)))
        throw InputError("the tolerance is " + std::to_string(schedule.tolerance_rad) + " rad; give a number above 0");
    const double diffusion = schedule.noise.diffusion_rad2_per_ps;
    if (!(diffusion >= 0 && std::isfinite(diffusion)))
        throw InputError("the diffusion is " + std::to_string(diffusion) +
                         " rad²/ps; give a finite number, at least 0");
    if (diffusion > 0 && schedule.method != PhaseMethod::heun)
        throw InputError("rk4, rk8 and rk45 are methods without noise; take heun, or a diffusion of 0");
}

template <class T>
void check_start(std::span<const T> phase, std::size_t size) {
    if (phase.size() != size)
        throw InputError("phase has " + std::to_string(phase.size()) + " entries; give one an oscillator, " +
                         std::to_string(size));
    for (std::size_t i = 0; i < size; ++i)
        if (!std::isfinite(phase[i]))
            throw InputError("phase[" + std::to_string(i) + "] is not finite; give finite phases");
}

std::size_t steps_between_samples(const PhaseSchedule& schedule) {
    const double intervals = schedule.samples - 1;
    // A duration that is a whole number of steps but for rounding takes that number.
    const double steps = std::ceil(schedule.duration_ps / intervals / schedule.step_ps * (1 - 1e-12));
    if (steps * intervals > static_cast<double>(schedule.max_steps))
        throw InputError("the schedule needs " + std::to_string(steps * intervals) + " steps, the limit is " +
                         std::to_string(schedule.max_steps) + "; take larger steps, a shorter time or raise the limit");
    return static_cast<std::size_t>(steps);
}

}  // namespace

template <class Network>
PhaseTrajectory<typename Network::Scalar> integrate_phases(Network& network,
                                                           std::span<const typename Network::Scalar> phase,
                                                           const PhaseSchedule& schedule) {
    using T = typename Network::Scalar;
    check_schedule(schedule);
    check_start(phase, network.size());
    const bool adaptive = schedule.method == PhaseMethod::rk45;
    const std::size_t steps = adaptive ? 0 : steps_between_samples(schedule);
    const auto table = schedule.method == PhaseMethod::rk4 ? runge_kutta_4<T>() : dormand_prince_8<T>();
    std::optional<AdaptiveIntegrator<T>> integrator;
    if (adaptive)
        integrator.emplace(AdaptiveSteps{schedule.tolerance_rad, schedule.step_ps, schedule.max_steps}, phase.size());
    const auto rhs = [&](PhaseTime<T>, std::span<const T> at, std::span<T> rate) { network.rate(at, rate); };

    PhaseTrajectory<T> result;
    std::vector<T> now(phase.begin(), phase.end());
    for (int sample = 0; sample < schedule.samples; ++sample) {
        const auto time_of = [&](int k) { return schedule.duration_ps * k / (schedule.samples - 1); };
        if (sample > 0 && adaptive) {
            integrator->advance(rhs, time_of(sample - 1), time_of(sample), std::span<T>(now), result.count);
        } else if (sample > 0) {
            const IntegrationCount done =
                schedule.method == PhaseMethod::heun
                    ? integrate_noisy<T>(rhs, schedule.noise, time_of(sample - 1), time_of(sample), steps,
                                         result.count.steps, std::span<T>(now))
                    : integrate_fixed<T>(rhs, table, time_of(sample - 1), time_of(sample), steps, std::span<T>(now));
            result.count.steps += done.steps;
            result.count.evaluations += done.evaluations;
        }
        result.time_ps.push_back(time_of(sample));
        result.phase.insert(result.phase.end(), now.begin(), now.end());
    }
    return result;
}

#define PRCT_INSTANTIATE(NETWORK, SCALAR)                                                                         \
    template PhaseTrajectory<SCALAR> integrate_phases<NETWORK<SCALAR>>(NETWORK<SCALAR>&, std::span<const SCALAR>, \
                                                                       const PhaseSchedule&);
PRCT_INSTANTIATE(SparseKuramoto, float)
PRCT_INSTANTIATE(SparseKuramoto, double)
PRCT_INSTANTIATE(MeanFieldKuramoto, float)
PRCT_INSTANTIATE(MeanFieldKuramoto, double)
#undef PRCT_INSTANTIATE

}  // namespace prct
