// Eq. 27 by the threads of one block: FIRE, then L-BFGS, as dynamics/minimize.hpp; vectors in device memory.
#pragma once

#include "kernels/lbfgs_history.h"

namespace prct::device {

PRCT_DEVICE bool at_rest(double change, double max_force, const MinimizerOptions& o) {
    return fabs(change) < o.energy_tolerance && max_force < o.force_tolerance;
}

/// Fast inertial relaxation; constants as in dynamics/minimize.cpp. Energies are asked for where forces are small: only
/// there do they decide. Returns the number of evaluations.
PRCT_DEVICE_CALL int fire(const Objective& f, const MinimizerVectors& v, const MinimizerOptions& o) {
    constexpr float kStart = 0.02f, kLargest = 0.2f, kGrow = 1.1f, kShrink = 0.5f, kMix = 0.1f, kMaxStep_a = 0.1f;
    constexpr int kDelay = 5;
    float *x = v.x, *g = v.gradient, *velocity = v.direction;
    float step = kStart, mix = kMix;
    int downhill = 0, evaluations = 1;
    double energy = kNoEnergy;
    bool converged = false;
    f.differentiate<false>(x, g, true);
    f.set(velocity, [](int) { return 0.0f; });
    while (!converged && evaluations < o.fire_evaluations) {
        const double power = -f.dot(g, velocity);
        if (power > 0) {
            const double squares = f.dot(velocity, velocity), slopes = f.dot(g, g);
            const float ratio = static_cast<float>(std::sqrt(squares / (slopes > 1e-300 ? slopes : 1e-300)));
            f.set(velocity, [&](int k) { return (1 - mix) * velocity[k] - mix * ratio * g[k]; });
            if (++downhill > kDelay) {
                step = fminf(step * kGrow, kLargest);
                mix *= 0.99f;
            }
        } else {
            f.set(velocity, [](int) { return 0.0f; });
            step *= kShrink;
            mix = kMix;
            downhill = 0;
        }
        f.set(velocity, [&](int k) { return velocity[k] - step * g[k]; });
        f.set(x, [&](int k) { return x[k] + fminf(fmaxf(step * velocity[k], -kMaxStep_a), kMaxStep_a); });
        f.differentiate<false>(x, g, false);
        ++evaluations;
        const double most = f.largest(g), before = energy;
        if (!(most < o.force_tolerance)) continue;
        energy = f.evaluate(x, g, false);
        ++evaluations;
        converged = at_rest(before - energy, most, o);
    }
    return evaluations;
}

/// Limited-memory BFGS with a backtracking Armijo search; constants as in dynamics/minimize.cpp. Unlike there, a
/// rejected step is shortened to where a parabola has its minimum, and not tried where it promises less than energies
/// can tell.
PRCT_DEVICE_CALL MinimizerResult lbfgs(const Objective& f, const MinimizerVectors& v, const MinimizerOptions& o) {
    constexpr double kArmijo = 1e-4, kLeastShare = 0.1, kMostShare = 0.5, kMaxStep = 0.2;
    constexpr int kTrials = 12;
    float *x = v.x, *g = v.gradient, *next = v.next, *next_g = v.next_gradient, *direction = v.direction;
    LbfgsHistory history{f, v};
    MinimizerResult r{f.evaluate(x, g, true), 0, 1, 0};
    double resolution = f.resolution();
    while (!r.converged && r.evaluations < o.max_evaluations) {
        history.turn(g, direction);
        double slope = f.dot(direction, g);
        if (!(slope < 0)) {
            history.count = 0;
            f.set(direction, [&](int k) { return -g[k]; });
            slope = -f.dot(g, g);
            if (slope == 0) {
                r.converged = 1;
                break;
            }
        }
        const double most = f.largest(direction);
        double t = kMaxStep < most ? kMaxStep / most : 1.0, energy = 0;
        bool accepted = false;
        for (int trial = 0; trial < kTrials && r.evaluations < o.max_evaluations; ++trial) {
            f.set(next, [&](int k) { return x[k] + static_cast<float>(t) * direction[k]; });
            energy = f.evaluate(next, next_g, false);
            ++r.evaluations;
            if ((accepted = energy <= r.energy + kArmijo * t * slope)) break;
            const double share = -0.5 * t * slope / (energy - r.energy - t * slope);
            t *= share > kLeastShare ? fmin(share, kMostShare) : kLeastShare;
            if (-t * slope < resolution) break;
        }
        if (!accepted) {
            if (history.count == 0 || -slope < resolution) {
                r.converged = r.evaluations < o.max_evaluations && at_rest(0, f.largest(g), o);
                break;
            }
            history.count = 0;
            continue;
        }
        history.push(x, next, g, next_g);
        const double change = r.energy - energy;
        resolution = f.resolution();
        float* swap = x;
        x = next;
        next = swap;
        swap = g;
        g = next_g;
        next_g = swap;
        r.energy = energy;
        r.converged = at_rest(change, f.largest(g), o);
    }
    r.max_force = f.largest(g);
    if (x != v.x) f.set(v.x, [&](int k) { return x[k]; });
    return r;
}

}  // namespace prct::device
