// Refinement of a CA trace by the threads of one block: annealed motion in four dimensions that are flattened to three,
// then a quench; what CaRefinement of resonance/ca_refine.hpp does, without leaving the kernel.
#pragma once

#include "kernels/block_memory.h"
#include "kernels/ca_field.h"
#include "prct/physics/fire_pace.h"
#include "prct/physics/integer_noise.h"

namespace prct::device {

struct TraceResult {
    unsigned long long energy;
    std::int32_t left, unused;  ///< the motion went beyond what the sums of fixed_point.h hold
};

/// A refinement to be run, and where its numbers lie.
struct TraceTask {
    TraceField field;
    const TracePhase* phase;                     ///< [anneal_steps + 1]; the last one is the quench's
    std::int32_t anneal_steps, steps;            ///< `steps` of all are run
    std::int32_t flat_from, unused;              ///< from this step on there are three dimensions
    float step, damping, first_pace, last_pace;  ///< reduced time; of the quench at its start and at most
    unsigned long long seed;
    TracePoint *positions, *gradient;  ///< [residues]; positions are read, too
    TraceResult* result;
};

struct TraceHead {
    double scratch[kMostWarps];
    unsigned long long energy;
    TraceTask task;
};

/// Bytes of shared memory a residue: positions, velocities, CB, two gradients, the end of its chain.
constexpr int kTraceBytesPerResidue = 5 * 16 + 4;

PRCT_HD unsigned long long trace_memory_bytes(int residues) {
    return (sizeof(TraceHead) + 15) / 16 * 16 + static_cast<unsigned long long>(residues) * kTraceBytesPerResidue;
}

/// Fills the shared memory; every thread calls it first.
PRCT_DEVICE TraceBlock enter_trace(const TraceTask& given) {
    PRCT_SHARED_MEMORY(bytes);
    TraceHead& head = *reinterpret_cast<TraceHead*>(bytes);
    copy_words(given, head.task);
    __syncthreads();
    const TraceField& field = head.task.field;
    const int n = field.residues;
    auto* const r = reinterpret_cast<TracePoint*>(bytes + (sizeof(TraceHead) + 15) / 16 * 16);
    auto* const gradient = reinterpret_cast<int*>(r + 3 * n);
    std::int32_t* const chain_end = gradient + 8 * n;
    const TraceBlock b{
        BlockTeam(head.scratch), n, field, {r, r + n, r + 2 * n, gradient, gradient + 4 * n, chain_end, &head.energy}};
    b.each_residue([&](int i) {
        b.space.r[i] = head.task.positions[i];
        b.space.v[i] = {};
        chain_end[i] = field.chain_end[i];
    });
    return b;
}

PRCT_DEVICE const TraceTask& trace_task() {
    PRCT_SHARED_MEMORY(bytes);
    return reinterpret_cast<const TraceHead*>(bytes)->task;
}

/// Whether a sum is far from where it would wrap.
PRCT_DEVICE bool is_held(const TracePoint& g) {
    return fmaxf(fmaxf(fabsf(g.x), fabsf(g.y)), fmaxf(fabsf(g.z), fabsf(g.w))) < kLargestForce;
}

/// Langevin motion (velocity first, position after, noise folded into the velocity); whether all gradients were held.
PRCT_DEVICE bool anneal_trace(const TraceBlock& b, const TraceTask& t, const TracePhase& now, int step) {
    const IntegerNoise noise(t.seed);
    const bool flat = step >= t.flat_from;
    bool held = true;
    b.each_residue([&](int i) {
        const TracePoint g = b.gradient(i, now);
        held &= is_held(g);
        const auto draw = [&](int axis) {
            return static_cast<float>(noise(static_cast<std::uint64_t>(step), 4ull * static_cast<unsigned>(i) + axis));
        };
        const TracePoint xi{draw(0), draw(1), draw(2), flat ? 0.0f : draw(3)};
        TracePoint r = b.space.r[i], v = b.space.v[i];
        v = t.damping * (v - t.step * g) + now.kick * xi;
        if (flat) v.w = r.w = 0;
        b.space.v[i] = v;
        b.space.r[i] = r + t.step * v;
    });
    return held;
}

/// A step of FIRE; whether all gradients were held.
PRCT_DEVICE bool quench_trace(const TraceBlock& b, const TraceTask& t, const TracePhase& now, bool first,
                              FirePace<float>& pace) {
    float power = 0, vv = 0, gg = 0;
    bool held = true;
    b.each_residue([&](int i) {
        const TracePoint g = b.gradient(i, now), v = b.space.v[i];
        held &= is_held(g);
        power -= dot(g, v);
        vv += dot(v, v);
        gg += dot(g, g);
    });
    const double downhill = b.team.sum(static_cast<double>(power));
    float keep = 0, turn = 0;
    if (downhill > 0 || first) {
        const auto speeds = static_cast<float>(b.team.sum(static_cast<double>(vv)));
        const auto slopes = static_cast<float>(b.team.sum(static_cast<double>(gg)));
        keep = 1 - pace.mix;
        turn = slopes > 0 ? pace.mix * std::sqrt(speeds / slopes) : 0.0f;
        pace.go_on(t.last_pace);
    } else {
        pace.stop();
    }
    b.each_residue([&](int i) {
        const TracePoint g = b.gradient(i, now);
        const TracePoint v = keep * b.space.v[i] - (turn + pace.step) * g;
        b.space.v[i] = v;
        b.space.r[i] += pace.step * v;
    });
    return held;
}

/// From a start to the end of the task's steps. Every thread of the block calls it.
PRCT_DEVICE void refine_trace(const TraceTask& given) {
    const TraceBlock b = enter_trace(given);
    const TraceTask& t = trace_task();
    b.team.sync();
    FirePace<float> pace{t.first_pace};
    TracePhase now = t.phase[0];
    bool left = false;
    PRCT_ONE_COPY
    for (int step = 0; step < t.steps && !left; ++step) {
        const TracePhase next = t.phase[min(step + 1, t.anneal_steps)];  // on its way during the step
        evaluate_trace<false>(b, now);
        const bool held = step < t.anneal_steps ? anneal_trace(b, t, now, step)
                                                : quench_trace(b, t, now, step == t.anneal_steps, pace);
        if (step + 1 == t.anneal_steps) {
            b.each_residue([&](int i) {
                b.space.v[i] = {};
                b.space.r[i].w = 0;
            });
        }
        left = b.team.any(!held);
        now = next;
    }
    evaluate_trace<true>(b, now);
    bool held = true;
    b.each_residue([&](int i) {
        const TracePoint g = b.gradient(i, now);
        held &= is_held(g);
        t.positions[i] = b.space.r[i];
        t.gradient[i] = g;
    });
    left |= b.team.any(!held);
    if (b.team.rank() == 0) *t.result = {*b.space.energy, left, 0};
}

}  // namespace prct::device
