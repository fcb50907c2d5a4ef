// The start of an evaluation of a large system: conditions, sites, forces at zero, and whether the lists still hold.
#pragma once

#include "kernels/large_task.h"
#include "kernels/list_rules.h"
#include "kernels/sites.h"

namespace prct::device {

/// Lists hold until a site has moved half of this (Å).
constexpr float kSkin_a = 2.4f;

PRCT_DEVICE float progress_at(const LargeTask& t, long long step) {
    const long long total = t.total_steps > 1 ? t.total_steps : 1;
    return static_cast<float>(static_cast<double>(step) / static_cast<double>(total));
}

/// Conditions of the next evaluation, by the first threads of one block.
PRCT_DEVICE void begin_evaluation(const LargeTask& t, int rank) {
    LargeControl& c = *t.control;
    const long long step = c.next, before = step > c.first ? step - 1 : step;
    set_conditions(rank, t.keyframes, t.keyframe_count, progress_at(t, before), c.conditions);
    if (rank < kTerms) c.energy[rank] = 0;
    __syncthreads();
    if (rank != 0) return;
    c.now.step = step;
    c.now.kicks = step == c.first ? 1.0f : 2.0f;
    c.now.temperature_k = interpolate(t.keyframes, t.keyframe_count, progress_at(t, step), 0);
    c.next = step + 1;
}

/// Packs the sites of a residue; whether one has moved more than half the skin since the build.
PRCT_DEVICE bool pack_residue(const LargeTask& t, const Workspace& w, int i, float& radius) {
    constexpr float limit = 0.25f * kSkin_a * kSkin_a;
    const Vec3<float> ca = w.site(i, kSiteCA);
    bool beyond = false;
    float farthest2 = 0;
    for (int k = 0; k < kSites; ++k) {
        const Vec3<float> at = w.site(i, k);
        farthest2 = fmaxf(farthest2, norm2(at - ca));
        Point& p = t.packed[i * kPlaces + k];
        p = {at.x, at.y, at.z, p.w};
        beyond |= !(norm2(at - t.built_at[i * kPlaces + k].at()) <= limit);
    }
    radius = std::sqrt(farthest2);
    t.packed[i * kPlaces + kSiteCA].w = radius;
    return beyond;
}

/// Every thread of the launch.
PRCT_DEVICE void place_sites(const LargeTask& t) {
    if (t.control->blown_up) return;
    const GridTeam team;
    const Workspace w = t.work();
    const SystemView& s = *t.system;
    if (blockIdx.x == 0) begin_evaluation(t, static_cast<int>(threadIdx.x));
    for (int k = team.rank(); k < 3 * kSites * s.residues; k += team.size()) t.forces[k] = 0;
    place_virtual_sites(team, s, w);
    float largest = 0;
    bool beyond = false;
    for (int i = team.rank(); i < s.residues; i += team.size()) {
        float radius;
        t.neighbours[i] = 0;
        beyond |= pack_residue(t, w, i, radius);
        largest = fmaxf(largest, radius);
    }
    if (__syncthreads_or(beyond) && threadIdx.x == 0) t.control->rebuild = 1;
    const WarpTeam warp;
    const int bits = warp.largest(__float_as_int(largest));
    if (warp.rank() == 0) atomicMax(&t.control->largest_radius, bits);
}

}  // namespace prct::device
