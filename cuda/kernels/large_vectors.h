// Vectors of a minimiser of a large system (Eq. 27): what the host, which decides, asks for between two evaluations.
#pragma once

#include "kernels/device.h"
#include "kernels/team.h"

namespace prct::device {

/// Pairs (s, y) that L-BFGS remembers, and room for the one that is tried.
constexpr int kPairsKept = 12, kPairSlots = kPairsKept + 1;
/// The point that is tried and its gradient, where evaluations read and write; those it starts from; the direction;
/// s and y of every pair.
enum Slot { kNextSlot, kNextGradientSlot, kPointSlot, kGradientSlot, kDirectionSlot, kFirstPairSlot };
constexpr int kSlots = kFirstPairSlot + 2 * kPairSlots;

PRCT_HD int step_slot(int pair) { return kFirstPairSlot + 2 * pair; }
PRCT_HD int change_slot(int pair) { return kFirstPairSlot + 2 * pair + 1; }

constexpr int kMostDots = 6 * kPairSlots;
constexpr int kMostDotBlocks = 256, kVectorThreads = 256;

struct DotRequest {
    std::int32_t a, b;
};

/// Bits of the largest components.
struct VectorAnswers {
    std::int32_t largest_direction, largest_gradient;
};

struct VectorTask {
    float* slot[kSlots];
    VectorAnswers* answers;
    double* partial;  ///< [blocks][dots]
    std::int32_t size, dots, pair;
    std::int32_t scales_whole;  ///< a step too long is made shorter as a whole, not by component
    DotRequest dot[kMostDots];
    float coefficient[kSlots];  ///< of the new direction
    float factor;               ///< of the step along it
    float most;                 ///< a component of the step
};

template <class Visit>
PRCT_DEVICE void for_each_number(const VectorTask& t, Visit&& visit) {
    const GridTeam team;
    for (int k = team.rank(); k < t.size; k += team.size()) visit(k);
}

PRCT_DEVICE void note_largest(float mine, std::int32_t* largest) {
    const WarpTeam warp;
    const int bits = warp.largest(__float_as_int(mine));
    if (warp.rank() == 0) atomicMax(largest, bits);
}

/// direction = Σ coefficient · slot.
PRCT_DEVICE void combine_vectors(const VectorTask& t) {
    float largest = 0;
    for_each_number(t, [&](int k) {
        float sum = 0;
        for (int m = 0; m < kSlots; ++m)
            if (t.coefficient[m] != 0) sum += t.coefficient[m] * t.slot[m][k];
        t.slot[kDirectionSlot][k] = sum;
        largest = fmaxf(largest, fabsf(sum));
    });
    note_largest(largest, &t.answers->largest_direction);
}

/// Length of the step along the direction whose largest component is `largest`.
PRCT_HD float step_length(float factor, float most, float largest) {
    return factor * (largest > most ? most / largest : 1.0f);
}

/// next = point + step along the direction.
PRCT_DEVICE void advance_point(const VectorTask& t) {
    const float whole =
        t.scales_whole ? step_length(t.factor, t.most, __int_as_float(t.answers->largest_direction)) : t.factor;
    const float most = t.scales_whole ? 3.0e38f : t.most;
    for_each_number(t, [&](int k) {
        t.slot[kNextSlot][k] = t.slot[kPointSlot][k] + fminf(fmaxf(whole * t.slot[kDirectionSlot][k], -most), most);
    });
}

/// s and y of the point that is tried, and its largest force.
PRCT_DEVICE void compare_points(const VectorTask& t) {
    float *const s = t.slot[step_slot(t.pair)], *const y = t.slot[change_slot(t.pair)];
    float largest = 0;
    for_each_number(t, [&](int k) {
        const float gradient = t.slot[kNextGradientSlot][k];
        s[k] = t.slot[kNextSlot][k] - t.slot[kPointSlot][k];
        y[k] = gradient - t.slot[kGradientSlot][k];
        largest = fmaxf(largest, fabsf(gradient));
    });
    note_largest(largest, &t.answers->largest_gradient);
}

PRCT_DEVICE void accept_point(const VectorTask& t) {
    for_each_number(t, [&](int k) {
        t.slot[kPointSlot][k] = t.slot[kNextSlot][k];
        t.slot[kGradientSlot][k] = t.slot[kNextGradientSlot][k];
    });
}

/// The dot products that are asked for, a block's share of each: a warp takes one after another, so that no block
/// waits. The host adds the shares in their order.
PRCT_DEVICE void multiply_vectors(const VectorTask& t) {
    const WarpTeam warp;
    const int block = static_cast<int>(blockIdx.x), blocks = static_cast<int>(gridDim.x);
    const int share = (t.size + blocks - 1) / blocks, first = block * share, end = min(t.size, first + share);
    for (int m = warp.number(); m < t.dots; m += static_cast<int>(blockDim.x) / kWarp) {
        const float *const a = t.slot[t.dot[m].a], *const b = t.slot[t.dot[m].b];
        double mine = 0;
        for (int k = first + warp.rank(); k < end; k += kWarp)
            mine += static_cast<double>(a[k]) * static_cast<double>(b[k]);
        const double sum = warp.sum(mine);
        if (warp.rank() == 0) t.partial[block * t.dots + m] = sum;
    }
}

}  // namespace prct::device
