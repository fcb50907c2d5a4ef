// Eq. 27 by the threads of one block: FIRE, then L-BFGS, as dynamics/minimize.hpp; vectors in device memory.
#pragma once

#include "kernels/block_forces.h"
#include "kernels/langevin.h"

namespace prct::device {

constexpr int kHistory = 12;  ///< pairs that L-BFGS remembers

struct MinimizerOptions {
    std::int32_t fire_evaluations, max_evaluations;
    double energy_tolerance, force_tolerance;
};

struct MinimizerResult {
    double energy, max_force;
    std::int32_t evaluations, converged;
};

/// Vectors of 9 numbers a residue.
struct MinimizerVectors {
    float *x, *gradient, *next, *next_gradient, *direction, *steps, *changes;  ///< the last two [kHistory][9 residues]
};

/// The energy of a block's system as a function of N, CA and C, with all restraints.
struct Objective {
    const Block& block;
    const ScaleView& scales;

    PRCT_DEVICE const BlockTeam& team() const { return block.team; }
    PRCT_DEVICE int size() const { return 9 * block.system.residues; }
    template <class Visit>
    PRCT_DEVICE void each(Visit&& visit) const {
        block.each_coordinate(visit);
    }
    PRCT_DEVICE double dot(const float* a, const float* b) const {
        double sum = 0;
        each([&](int k) { sum += static_cast<double>(a[k]) * static_cast<double>(b[k]); });
        return team().sum(sum);
    }
    PRCT_DEVICE double largest(const float* a) const {
        double most = 0;
        each([&](int k) {
            const double size_of = fabsf(a[k]);
            most = most < size_of || size_of != size_of ? size_of : most;
        });
        return team().largest(most);
    }

    /// The energy at x, all terms; writes its gradient.
    PRCT_DEVICE double evaluate(const float* x, float* gradient, bool fresh_lists) const {
        team().sync();
        each([&](int k) { block.coordinate(k) = x[k]; });
        team().sync();
        compute_energies(scales, {}, fresh_lists);
        for (int i = team().rank(); i < block.system.residues; i += team().size())
            write_gradient(block.system, block.work, i, gradient);
        double energy = 0;
        for (int t = 0; t < kTerms; ++t) energy += energy_of(block.work.energy[t]);
        team().sync();
        return energy;
    }
};

PRCT_DEVICE bool at_rest(double change, double max_force, const MinimizerOptions& o) {
    return fabs(change) < o.energy_tolerance && max_force < o.force_tolerance;
}

/// Fast inertial relaxation; constants as in dynamics/minimize.cpp.
PRCT_DEVICE_CALL MinimizerResult fire(const Objective& f, const MinimizerVectors& v, const MinimizerOptions& o) {
    constexpr float kStart = 0.02f, kLargest = 0.2f, kGrow = 1.1f, kShrink = 0.5f, kMix = 0.1f, kMaxStep_a = 0.1f;
    constexpr int kDelay = 5;
    float *x = v.x, *g = v.gradient, *velocity = v.direction;
    float step = kStart, mix = kMix;
    int downhill = 0;
    MinimizerResult r{f.evaluate(x, g, true), 0, 1, 0};
    f.each([&](int k) { velocity[k] = 0; });
    while (!r.converged && r.evaluations < o.fire_evaluations) {
        const double power = -f.dot(g, velocity);
        if (power > 0) {
            const double squares = f.dot(velocity, velocity), slopes = f.dot(g, g);
            const float ratio = static_cast<float>(std::sqrt(squares / (slopes > 1e-300 ? slopes : 1e-300)));
            f.each([&](int k) { velocity[k] = (1 - mix) * velocity[k] - mix * ratio * g[k]; });
            if (++downhill > kDelay) {
                step = fminf(step * kGrow, kLargest);
                mix *= 0.99f;
            }
        } else {
            f.each([&](int k) { velocity[k] = 0; });
            step *= kShrink;
            mix = kMix;
            downhill = 0;
        }
        f.each([&](int k) {
            velocity[k] -= step * g[k];
            x[k] += fminf(fmaxf(step * velocity[k], -kMaxStep_a), kMaxStep_a);
        });
        const double before = r.energy;
        r.energy = f.evaluate(x, g, false);
        ++r.evaluations;
        r.converged = at_rest(before - r.energy, f.largest(g), o);
    }
    r.max_force = f.largest(g);
    return r;
}

/// The pairs (s, y) that L-BFGS remembers, in a ring.
struct History {
    const Objective& f;
    const MinimizerVectors& v;
    int count = 0, oldest = 0;
    double gamma = 1, rho[kHistory] = {};

    PRCT_DEVICE float* step(int k) const { return v.steps + static_cast<long long>(slot(k)) * f.size(); }
    PRCT_DEVICE float* change(int k) const { return v.changes + static_cast<long long>(slot(k)) * f.size(); }
    PRCT_DEVICE int slot(int k) const { return (oldest + k) % kHistory; }

    /// Remembers the step from x to next, unless its curvature is not positive.
    PRCT_DEVICE void push(const float* x, const float* next, const float* g, const float* next_g) {
        const bool full = count == kHistory;
        const int place = full ? oldest : slot(count);
        float* s = v.steps + static_cast<long long>(place) * f.size();
        float* y = v.changes + static_cast<long long>(place) * f.size();
        f.each([&](int k) {
            s[k] = next[k] - x[k];
            y[k] = next_g[k] - g[k];
        });
        const double sy = f.dot(s, y), yy = f.dot(y, y);
        if (sy <= 1e-12 * yy) {
            if (full) {  // its place has been overwritten
                oldest = slot(1);
                --count;
            }
            return;
        }
        if (full)
            oldest = slot(1);
        else
            ++count;
        rho[place] = 1.0 / sy;
        gamma = sy / yy;
    }

    /// q → -H q, H the inverse Hessian as far as it is known.
    PRCT_DEVICE void apply(float* q) const {
        double a[kHistory];
        for (int k = count - 1; k >= 0; --k) {
            a[k] = rho[slot(k)] * f.dot(step(k), q);
            const auto share = static_cast<float>(a[k]);
            const float* y = change(k);
            f.each([&](int m) { q[m] -= share * y[m]; });
        }
        const auto scale = static_cast<float>(count ? gamma : 1.0);
        f.each([&](int m) { q[m] *= scale; });
        for (int k = 0; k < count; ++k) {
            const auto share = static_cast<float>(a[k] - rho[slot(k)] * f.dot(change(k), q));
            const float* s = step(k);
            f.each([&](int m) { q[m] += share * s[m]; });
        }
        f.each([&](int m) { q[m] = -q[m]; });
    }
};

/// Limited-memory BFGS with a backtracking Armijo search; constants as in dynamics/minimize.cpp.
PRCT_DEVICE_CALL MinimizerResult lbfgs(const Objective& f, const MinimizerVectors& v, const MinimizerOptions& o) {
    constexpr double kArmijo = 1e-4, kBacktrack = 0.5, kMaxStep = 0.2;
    constexpr int kTrials = 12;
    float *x = v.x, *g = v.gradient, *next = v.next, *next_g = v.next_gradient, *direction = v.direction;
    History history{f, v};
    MinimizerResult r{f.evaluate(x, g, true), 0, 1, 0};
    while (!r.converged && r.evaluations < o.max_evaluations) {
        f.each([&](int k) { direction[k] = g[k]; });
        history.apply(direction);
        double slope = f.dot(direction, g);
        if (slope >= 0) {
            history.count = 0;
            f.each([&](int k) { direction[k] = -g[k]; });
            slope = -f.dot(g, g);
            if (slope == 0) {
                r.converged = 1;
                break;
            }
        }
        const double most = f.largest(direction);
        double t = kMaxStep < most ? kMaxStep / most : 1.0, energy = 0;
        bool accepted = false;
        for (int trial = 0; trial < kTrials && r.evaluations < o.max_evaluations; ++trial, t *= kBacktrack) {
            f.each([&](int k) { next[k] = x[k] + static_cast<float>(t) * direction[k]; });
            energy = f.evaluate(next, next_g, false);
            ++r.evaluations;
            if ((accepted = energy <= r.energy + kArmijo * t * slope)) break;
        }
        if (!accepted) {
            if (history.count == 0) {
                r.converged = r.evaluations < o.max_evaluations && at_rest(0, f.largest(g), o);
                break;
            }
            history.count = 0;
            continue;
        }
        history.push(x, next, g, next_g);
        const double change = r.energy - energy;
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
    if (x != v.x) {
        f.each([&](int k) { v.x[k] = x[k]; });
    }
    return r;
}

}  // namespace prct::device
