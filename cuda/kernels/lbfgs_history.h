// What L-BFGS remembers, and the direction it makes of a gradient (Eq. 27). Both loops of the method run on products of
// the remembered vectors, which one pass over these finds: a block meets twice, not after each of two dozen products.
#pragma once

#include "kernels/objective.h"

namespace prct::device {

/// The pairs (s, y) of a step and the change of the gradient over it, in a ring.
struct LbfgsHistory {
    const Objective& f;
    const MinimizerVectors& v;
    int count = 0, oldest = 0, newest = 0;
    double gamma = 1;

    PRCT_DEVICE int slot(int k) const { return (oldest + k) % kHistory; }
    PRCT_DEVICE float* step(int place) const { return v.steps + static_cast<long long>(place) * f.size(); }
    PRCT_DEVICE float* change(int place) const { return v.changes + static_cast<long long>(place) * f.size(); }
    /// s_a · y_b and y_a · y_b, by place.
    PRCT_DEVICE double& sy(int a, int b) const { return v.products[a * kHistory + b]; }
    PRCT_DEVICE double& yy(int a, int b) const { return v.products[(kHistory + a) * kHistory + b]; }

    /// Remembers the step from x to next, unless its curvature is not positive.
    PRCT_DEVICE void push(const float* x, const float* next, const float* g, const float* next_g) {
        const bool full = count == kHistory;
        const int place = full ? oldest : slot(count);
        float *const s = step(place), *const y = change(place);
        f.set(s, [&](int k) { return next[k] - x[k]; });
        f.set(y, [&](int k) { return next_g[k] - g[k]; });
        const double curvature = f.dot(s, y), squares = f.dot(y, y);
        if (curvature <= 1e-12 * squares) {
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
        newest = place;
        gamma = curvature / squares;
    }

    /// direction = -H g, H the inverse Hessian as far as it is known.
    PRCT_DEVICE void turn(const float* g, float* direction) const {
        measure(g);
        f.team().sync();
        double* const weights = f.block.head.scratch;
        if (WarpTeam().number() == 0) weigh(weights);
        f.team().sync();
        const auto scale = static_cast<float>(count ? gamma : 1.0);
        f.set(direction, [&](int k) {
            float sum = -scale * g[k];
            for (int m = 0; m < count; ++m)
                sum += static_cast<float>(weights[kHistory + m]) * change(slot(m))[k] -
                       static_cast<float>(weights[m]) * step(slot(m))[k];
            return sum;
        });
        f.team().sync();
    }

   private:
    static constexpr int kMeasured = 5;

    PRCT_DEVICE double* parts(int warp) const { return reinterpret_cast<double*>(f.block.queue(warp)); }

    /// Of each remembered pair, by warps: s · g, y · g, and s_new · y, s · y_new, y · y_new with the newest.
    PRCT_DEVICE void measure(const float* g) const {
        static_assert(kMeasured * kHistory * 2 <= kWarpWords && kWarpWords % 2 == 0);
        const WarpTeam warp;
        const float *const new_s = step(newest), *const new_y = change(newest);
        PRCT_ONE_COPY
        for (int m = 0; m < count; ++m) {
            const float *const s = step(slot(m)), *const y = change(slot(m));
            double part[kMeasured] = {};
            f.each([&](int k) {
                const double sk = s[k], yk = y[k], gk = g[k], new_yk = new_y[k];
                part[0] += sk * gk;
                part[1] += yk * gk;
                part[2] += static_cast<double>(new_s[k]) * yk;
                part[3] += sk * new_yk;
                part[4] += yk * new_yk;
            });
            for (int which = 0; which < kMeasured; ++which) {
                const double all = warp.sum(part[which]);
                if (warp.rank() == 0) parts(warp.number())[kMeasured * m + which] = all;
            }
        }
    }

    /// How much of each s (first) and y (then) is in -H g, by one warp: a thread a pair, the oldest first.
    PRCT_DEVICE void weigh(double* weights) const {
        const WarpTeam warp;
        const int m = warp.rank(), place = slot(m);
        const bool is = m < count;
        double sum[kMeasured] = {};
        for (int w = 0; is && w < f.team().size() / kWarp; ++w)
            for (int which = 0; which < kMeasured; ++which) sum[which] += parts(w)[kMeasured * m + which];
        if (is) {
            sy(newest, place) = sum[2];
            sy(place, newest) = sum[3];
            yy(newest, place) = yy(place, newest) = sum[4];
        }
        warp.sync();
        const double rho = is ? 1.0 / sy(place, place) : 0.0;
        double on_s = sum[0], a = 0;  // s · q, as the newer y leave q
        PRCT_ONE_COPY
        for (int k = count - 1; k >= 0; --k) {
            const double share = warp.of(rho * on_s, k);
            if (m == k) a = share;
            if (is) on_s -= share * sy(place, slot(k));
        }
        double on_y = sum[1], b = 0;  // y · q, then y · r
        PRCT_ONE_COPY
        for (int k = 0; k < count; ++k) {
            const double share = warp.of(a, k);
            if (is) on_y -= share * yy(place, slot(k));
        }
        on_y *= gamma;
        PRCT_ONE_COPY
        for (int k = 0; k < count; ++k) {
            const double share = warp.of(a - rho * on_y, k);
            if (m == k) b = share;
            if (is) on_y += share * sy(slot(k), place);
        }
        if (!is) return;
        weights[m] = b;
        weights[kHistory + m] = gamma * a;
    }
};

}  // namespace prct::device
