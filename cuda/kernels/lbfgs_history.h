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
    double gamma = 1, newest_curvature = 0;

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
        newest_curvature = curvature;
        gamma = curvature / squares;
    }

    /// direction = -H g, H the inverse Hessian as far as it is known.
    PRCT_DEVICE void turn(const float* g, float* direction) const {
        measure(g);
        f.team().sync();
        double* const weights = f.block.head.scratch;
        if (WarpTeam().number() == 0) weigh(weights);
        f.team().sync();
        for (int first = f.team().rank(); first < f.size(); first += kHeld * f.team().size()) mix(g, direction, first);
        f.team().sync();
    }

   private:
    static constexpr int kMeasured = 5;
    /// Coordinates that a thread works on at a time: all of its own where it has a residue.
    static constexpr int kHeld = 9;

    PRCT_DEVICE double* parts(int warp) const { return reinterpret_cast<double*>(f.block.queue(warp)); }

    /// direction at the coordinates of this thread from `first` on; those of a pair are on their way together.
    PRCT_DEVICE void mix(const float* g, float* direction, int first) const {
        const double* const weights = f.block.head.scratch;
        const auto scale = static_cast<float>(count ? gamma : 1.0);
        float sum[kHeld];
        held(first, [&](int m, int k) { sum[m] = -scale * g[k]; });
        PRCT_ONE_COPY
        for (int p = 0; p < count; ++p) {
            const auto of_s = static_cast<float>(weights[p]), of_y = static_cast<float>(weights[kHistory + p]);
            const float *const s = step(slot(p)), *const y = change(slot(p));
            held(first, [&](int m, int k) { sum[m] += of_y * y[k] - of_s * s[k]; });
        }
        held(first, [&](int m, int k) { direction[k] = sum[m]; });
    }

    /// Calls visit(m, k) for the coordinates k = first + m · threads that there are.
    template <class Visit>
    PRCT_DEVICE void held(int first, Visit&& visit) const {
        PRCT_ALL_COPIES
        for (int m = 0; m < kHeld; ++m)
            if (const int k = first + m * f.team().size(); k < f.size()) visit(m, k);
    }

    /// Of each remembered pair, by warps: s · g, y · g, and s_new · y, s · y_new, y · y_new with the newest.
    PRCT_DEVICE void measure(const float* g) const {
        static_assert(kMeasured * kHistory * 2 <= kWarpWords && kWarpWords % 2 == 0);
        const float *const new_s = step(newest), *const new_y = change(newest);
        PRCT_ONE_COPY
        for (int first = f.team().rank(), begin = 0; begin < f.size();
             first += kHeld * f.team().size(), begin += kHeld * f.team().size()) {
            float own[3][kHeld] = {};
            held(first, [&](int m, int k) {
                own[0][m] = g[k];
                own[1][m] = new_s[k];
                own[2][m] = new_y[k];
            });
            PRCT_ONE_COPY
            for (int p = 0; p < count; ++p) {
                const float *const s = step(slot(p)), *const y = change(slot(p));
                float part[kMeasured] = {};
                held(first, [&](int m, int k) {
                    const float sk = s[k], yk = y[k];
                    part[0] += sk * own[0][m];
                    part[1] += yk * own[0][m];
                    part[2] += own[1][m] * yk;
                    part[3] += sk * own[2][m];
                    part[4] += yk * own[2][m];
                });
                note(p, part, begin > 0);
            }
        }
    }

    /// Adds the parts of a warp to what is there, or begins with them.
    PRCT_DEVICE void note(int p, const float (&part)[kMeasured], bool add) const {
        const WarpTeam warp;
        for (int which = 0; which < kMeasured; ++which) {
            const double all = warp.sum(static_cast<double>(part[which]));
            double& noted = parts(warp.number())[kMeasured * p + which];
            if (warp.rank() == 0) noted = add ? noted + all : all;
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
            if (place == newest) sy(place, place) = newest_curvature;  // positive, where a sum of floats may not be
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
