// Integrators of phase equations (Eq. 28): fixed steps of order 4 and 8, adaptive steps of order 5, in any arithmetic
// T.
//
// A right-hand side is called as rhs(time, phase, rate): time a PhaseTime<T>, phase a std::span<const T> in rad, rate a
// std::span<T> in rad/ps. Phases are not wrapped on the way.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "prct/error.hpp"
#include "prct/resonance/runge_kutta_tables.hpp"

namespace prct {

/// Time is kept in double where the phases are float: many small steps would be lost in float.
template <class T>
using PhaseTime = std::conditional_t<std::is_same_v<T, float>, double, T>;

/// What an integration did.
struct IntegrationCount {
    std::size_t steps = 0;
    std::size_t rejected = 0;
    std::size_t evaluations = 0;
};

/// One step of an explicit Runge-Kutta method; owns the stages.
template <class T>
class RungeKuttaStep {
   public:
    RungeKuttaStep(RungeKuttaTable<T> table, std::size_t size)
        : table_(std::move(table)), slopes_(table_.stages(), std::vector<T>(size)), trial_(size), error_(size) {}

    /// Evaluate the stages from `phase`; first_known: the first slope stands already (the last of the step before).
    /// Leaves the end of the step in trial(). Returns the number of evaluations.
    template <class Rhs>
    std::size_t evaluate(Rhs& rhs, PhaseTime<T> time, PhaseTime<T> step, std::span<const T> phase, bool first_known) {
        const std::size_t stages = table_.stages();
        for (std::size_t s = first_known ? 1 : 0; s < stages; ++s) {
            combine(phase, table_.a[s], T(step), trial_);
            rhs(time + PhaseTime<T>(table_.c[s]) * step, std::span<const T>(trial_), std::span<T>(slopes_[s]));
        }
        combine(phase, table_.b, T(step), trial_);
        return stages - (first_known ? 1 : 0);
    }

    std::span<const T> trial() const { return trial_; }

    /// Largest local error estimate over the phases, in rad; NaN where one is.
    double largest_error(PhaseTime<T> step) {
        std::fill(error_.begin(), error_.end(), T(0.0));
        combine(error_, table_.error, T(step), error_);
        double largest = 0;
        for (const T& value : error_) {
            const double size = std::abs(static_cast<double>(value));
            if (std::isnan(size)) return size;
            largest = std::max(largest, size);
        }
        return largest;
    }

    /// The slope at the end of the step becomes the first of the next (methods whose last stage is the end point).
    void keep_last_slope() { std::swap(slopes_.front(), slopes_.back()); }

   private:
    /// out = start + step Σ weight_s slope_s; out may be start.
    void combine(std::span<const T> start, const std::vector<T>& weight, T step, std::vector<T>& out) const {
        constexpr std::size_t block = 512;
        for (std::size_t begin = 0; begin < out.size(); begin += block) {
            const std::size_t end = std::min(begin + block, out.size());
            if (out.data() != start.data()) std::copy(start.begin() + begin, start.begin() + end, out.begin() + begin);
            for (std::size_t s = 0; s < weight.size(); ++s) {
                const T scaled = step * weight[s];
                const T* slope = slopes_[s].data();
                if (weight[s] == T(0.0)) continue;
                for (std::size_t i = begin; i < end; ++i) out[i] = out[i] + scaled * slope[i];
            }
        }
    }

    RungeKuttaTable<T> table_;
    std::vector<std::vector<T>> slopes_;
    std::vector<T> trial_, error_;
};

namespace detail {

template <class T>
void check_phases(std::span<const T> phase, double time_ps) {
    for (std::size_t i = 0; i < phase.size(); ++i)
        if (!std::isfinite(static_cast<double>(phase[i])))
            throw NumericsError("phase " + std::to_string(i) + " left the finite numbers at " +
                                std::to_string(time_ps) + " ps; take smaller steps or a smaller coupling");
}

}  // namespace detail

/// `steps` equal steps from `begin` to `end` with the method of `table`; phase is replaced by its value at `end`.
template <class T, class Rhs>
IntegrationCount integrate_fixed(Rhs&& rhs, const RungeKuttaTable<T>& table, PhaseTime<T> begin, PhaseTime<T> end,
                                 std::size_t steps, std::span<T> phase) {
    if (steps == 0) throw InputError("the number of steps is 0; take at least one");
    RungeKuttaStep<T> method(table, phase.size());
    const PhaseTime<T> step = (end - begin) / PhaseTime<T>(static_cast<double>(steps));
    IntegrationCount count;
    for (std::size_t k = 0; k < steps; ++k) {
        const PhaseTime<T> time = begin + PhaseTime<T>(static_cast<double>(k)) * step;
        count.evaluations += method.evaluate(rhs, time, step, std::span<const T>(phase), false);
        std::copy(method.trial().begin(), method.trial().end(), phase.begin());
        ++count.steps;
    }
    detail::check_phases(std::span<const T>(phase), static_cast<double>(end));
    return count;
}

/// How RK45 chooses its steps.
struct AdaptiveSteps {
    double tolerance_rad = 1e-6;      ///< largest local error of any phase in one step
    double first_step_ps = 0;         ///< 0 = a hundredth of the interval
    std::size_t max_steps = 1000000;  ///< accepted and rejected together
};

/// Adaptive Dormand-Prince 5(4) from one time to the next; the step size is carried over between calls.
template <class T>
class AdaptiveIntegrator {
   public:
    AdaptiveIntegrator(const AdaptiveSteps& options, std::size_t size)
        : options_(options), method_(dormand_prince_5<T>(), size), step_ps_(options.first_step_ps) {
        if (!(options.tolerance_rad > 0)) throw InputError("the tolerance must be above 0 rad");
        if (!(options.first_step_ps >= 0)) throw InputError("the first step must not be negative");
    }

    /// Adds to `count`. Throws NumericsError where the tolerance cannot be reached or the step limit is exceeded.
    template <class Rhs>
    void advance(Rhs&& rhs, double begin_ps, double end_ps, std::span<T> phase, IntegrationCount& count) {
        double time = begin_ps;
        if (step_ps_ == 0) step_ps_ = (end_ps - begin_ps) / 100;
        bool first_known = false;
        while (time < end_ps) {
            const bool last = time + step_ps_ * (1 + 1e-12) >= end_ps;
            const double next = last ? end_ps : time + step_ps_;
            check_step(time, next, count);
            // The step as the times have it, so that rounded times do not add up.
            const PhaseTime<T> exact_step = PhaseTime<T>(next) - PhaseTime<T>(time);
            const double step = static_cast<double>(exact_step);
            count.evaluations +=
                method_.evaluate(rhs, PhaseTime<T>(time), exact_step, std::span<const T>(phase), first_known);
            const double error = method_.largest_error(exact_step) / options_.tolerance_rad;
            first_known = true;
            if (error <= 1) {
                std::copy(method_.trial().begin(), method_.trial().end(), phase.begin());
                method_.keep_last_slope();
                time = next;
                ++count.steps;
            } else {
                ++count.rejected;
            }
            const double factor = next_factor(error);
            if (!last || error > 1 || step * factor < step_ps_) step_ps_ = step * factor;
        }
        detail::check_phases(std::span<const T>(phase), end_ps);
    }

   private:
    void check_step(double time, double next, const IntegrationCount& count) const {
        if (count.steps + count.rejected >= options_.max_steps)
            throw NumericsError("the integration took " + std::to_string(options_.max_steps) + " steps and stands at " +
                                std::to_string(time) + " ps; allow more steps, a shorter time or a larger tolerance");
        if (!(next > time))
            throw NumericsError("no step at " + std::to_string(time) +
                                " ps meets the tolerance; allow a larger tolerance or compute in double precision");
    }

    /// PI controller (Gustafsson; Hairer, Norsett and Wanner II.4, IV.2): exponents 0.7/5 and 0.4/5, safety 0.9.
    double next_factor(double error) {
        if (!std::isfinite(error)) return 0.2;
        const double current = std::max(error, 1e-10);
        double factor = 0.9 * std::pow(current, -0.7 / 5) * std::pow(last_error_, 0.4 / 5);
        if (error <= 1)
            last_error_ = std::max(error, 1e-4);
        else
            factor = std::min(factor, 0.9);
        return std::clamp(factor, 0.2, 5.0);
    }

    AdaptiveSteps options_;
    RungeKuttaStep<T> method_;
    double step_ps_;
    double last_error_ = 1e-4;
};

}  // namespace prct
