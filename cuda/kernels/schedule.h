// Temperature and term scales between keyframes, as Schedule::at, by the threads of a block.
#pragma once

#include "kernels/workspace.h"

namespace prct::device {

struct KeyframeView {
    float progress, temperature_k;
    ScaleView scales;
};

/// What holds in a step: written by the first threads of the block, one number each.
struct Conditions {
    ScaleView scales;
    float temperature_k, progress;
};

/// A number of a keyframe: temperature, saturation, then the factors.
PRCT_DEVICE float component(const KeyframeView& f, int which) {
    return which == 0 ? f.temperature_k : which == 1 ? f.scales.saturation : f.scales.factor[which - 2];
}

PRCT_DEVICE float interpolate(const KeyframeView* frames, int count, float progress, int which) {
    if (progress <= frames[0].progress) return component(frames[0], which);
    if (progress >= frames[count - 1].progress) return component(frames[count - 1], which);
    int upper = 1;
    while (frames[upper].progress <= progress) ++upper;
    const KeyframeView &a = frames[upper - 1], &b = frames[upper];
    const float t = (progress - a.progress) / (b.progress - a.progress);
    const float from = component(a, which);
    return from + t * (component(b, which) - from);
}

/// The component `rank` of what holds at `progress`, to its place. Needs kTerms + 2 threads; seen by all after the next
/// barrier.
PRCT_DEVICE void set_conditions(int rank, const KeyframeView* frames, int count, float progress, Conditions& now) {
    if (rank >= kTerms + 2) return;
    const float value = interpolate(frames, count, progress, rank);
    if (rank == 0) now.progress = progress;
    if (rank == 0)
        now.temperature_k = value;
    else if (rank == 1)
        now.scales.saturation = value;
    else
        now.scales.factor[rank - 2] = value;
}

}  // namespace prct::device
