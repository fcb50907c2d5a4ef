// One trajectory by the threads of one block, from start to quench (Eqs. 25-27): what `walk` and `quench_in_pieces` of
// the other platforms do, without leaving the kernel.
#pragma once

#include "kernels/edge_phases.h"
#include "kernels/minimize.h"
#include "kernels/schedule.h"

namespace prct::device {

enum TrajectoryStatus : std::int32_t { kDone, kBlewUp, kListsTooShort, kNotFinite };

/// What is kept of a block of steps.
struct BlockRecord {
    long long step;
    unsigned long long energy[kTerms];
    double squares;  ///< Σ v², (Å/ps)²
    std::int32_t walked_again, unused;
};

struct TrajectoryResult {
    unsigned long long energy[kTerms];  ///< of the quenched model
    double max_force;
    long long step;
    unsigned long long seed;
    std::int32_t status, evaluations, converged, blocks;
    std::int32_t list_need[kLists];
};

constexpr int kQuenchStages = 2;

/// A trajectory to be run, and where its numbers lie.
struct TrajectoryTask {
    const SystemView* system;
    const KeyframeView* keyframes;
    ScaleView relax_scales, final_scales;
    MinimizerOptions relax, quench[kQuenchStages];
    std::int32_t keyframe_count, block_steps, shorter_steps, unused;
    long long total_steps, stop_step;
    float step_ps, friction_per_ps, acceleration, heat;
    float* positions;                           ///< [9 residues], at the start and at the end of annealing
    float* velocities;                          ///< [9 residues], now
    float *saved_positions, *saved_velocities;  ///< at the start of a block
    float *model, *frames;                      ///< the quenched model; positions after every block, or null
    Belief belief;                              ///< its progress is the block's
    EdgeView edges;
    MinimizerVectors vectors;
    ListView lists;
    BlockRecord* records;
    TrajectoryResult* result;  ///< step and seed are read, too
};

/// A block of threads and the trajectory it runs.
struct Run {
    const Block& block;
    const TrajectoryTask& task;

    PRCT_DEVICE float progress(long long step) const {
        const long long total = task.total_steps > 1 ? task.total_steps : 1;
        return static_cast<float>(static_cast<double>(step) / static_cast<double>(total));
    }
    PRCT_DEVICE const KeyframeView* keyframes() const {
        return task.keyframe_count <= kHeldKeyframes ? block.head.keyframe : task.keyframes;
    }
    PRCT_DEVICE void hold_keyframes() const {
        if (task.keyframe_count > kHeldKeyframes) return;
        for (int k = block.team.rank(); k < task.keyframe_count; k += block.team.size())
            block.head.keyframe[k] = task.keyframes[k];
    }
    /// Scales of a step, and the temperature of the next one, by the last warp, which has the fewest residues.
    PRCT_DEVICE void set_scales(long long step) const {
        const int rank = block.team.rank() - (block.team.size() - kWarp);
        if (rank < 0) return;
        set_conditions(rank, keyframes(), task.keyframe_count, progress(step), block.head.now);
        if (rank == 0) set_temperature(step + 1);
    }
    PRCT_DEVICE void set_temperature(long long step) const {
        block.head.temperature_k[step & 1] = interpolate(keyframes(), task.keyframe_count, progress(step), 0);
    }
    PRCT_DEVICE void take(const float* positions) const {
        block.each_coordinate([&](int k) { block.coordinate(k) = positions[k]; });
        block.team.sync();
    }
    PRCT_DEVICE void keep(float* positions) const {
        block.each_coordinate([&](int k) { positions[k] = block.coordinate(k); });
    }
    PRCT_DEVICE Belief belief() const {
        Belief b = task.belief;
        b.progress = &block.head.now.progress;
        return b;
    }
    /// α and ϑ from one place to another.
    PRCT_DEVICE void move_edges(const float* alpha, const float* theta, float* to_alpha, float* to_theta) const {
        if (task.edges.interval == 0) return;
        for (int e = block.team.rank(); e < task.edges.graph.edges; e += block.team.size()) {
            to_alpha[e] = alpha[e];
            to_theta[e] = theta[e];
        }
    }
    PRCT_DEVICE void keep_block() const {
        keep(task.saved_positions);
        block.each_coordinate([&](int k) { task.saved_velocities[k] = task.velocities[k]; });
        move_edges(task.edges.alpha, task.edges.theta, task.edges.saved_alpha, task.edges.saved_theta);
    }
    PRCT_DEVICE void take_block() const {
        move_edges(task.edges.saved_alpha, task.edges.saved_theta, task.edges.alpha, task.edges.theta);
        block.each_coordinate([&](int k) { task.velocities[k] = task.saved_velocities[k]; });
        take(task.saved_positions);
    }
    /// Whether f(residue) holds for all; the threads meet.
    template <class F>
    PRCT_DEVICE bool all_residues(F&& f) const {
        bool all = true;
        PRCT_ONE_COPY
        for (int i = block.team.rank(); i < block.system.residues; i += block.team.size()) all &= f(i);
        return !block.team.any(!all);
    }
};

/// Called now and then: one copy in the code.
PRCT_DEVICE_CALL void update_block_edges(const TrajectoryTask& t) {
    const Block block = this_block();
    update_edges(block.team, block.system, block.work, t.edges);
}

/// One block of steps from the state of the block; false when it blew up. All threads agree.
PRCT_DEVICE bool walk_block(const TrajectoryTask& t, long long first, long long end, int halvings,
                            unsigned long long seed) {
    const Block block = this_block();
    const Run run{block, t};
    Step now;
    now.constants = step_constants(std::ldexp(t.step_ps, -halvings), t.friction_per_ps, t.acceleration, t.heat);
    now.seed = seed;
    run.set_scales(first);
    if (block.team.rank() == 0) run.set_temperature(first);
    block.team.sync();
    for (now.step = first;; ++now.step) {
        compute_forces<false>(block, block.head.now.scales, run.belief(), now.step == first);
        if (now.step == end) break;
        if (t.edges.interval && now.step % t.edges.interval == 0) update_block_edges(t);
        now.kicks = now.step == first ? 1.0f : 2.0f;
        now.temperature_k = block.head.temperature_k[now.step & 1];
        run.set_scales(now.step);
        if (!run.all_residues([&](int i) { return move_residue(block.system, block.work, now, t.velocities, i); }))
            return false;
    }
    return run.all_residues(
        [&](int i) { return finish_residue(block.system, block.work, now.constants.kick, t.velocities, i); });
}

/// Energies and speeds after a block, at the conditions of the step that comes next.
PRCT_DEVICE void record_block(const Run& run, long long step, int tries, int number) {
    const Block& block = run.block;
    run.set_scales(step);
    block.team.sync();
    compute<true>(block.head.now.scales, run.belief(), false);
    double squares = 0;
    const float* v = run.task.velocities;
    block.each_coordinate([&](int k) { squares += static_cast<double>(v[k]) * v[k]; });
    const double kinetic = block.team.sum(squares);
    BlockRecord& record = run.task.records[number];
    const int rank = block.team.rank();
    if (rank < kTerms) record.energy[rank] = block.work.energy[rank];
    if (rank == 0) {
        record.step = step;
        record.squares = kinetic;
        record.walked_again = tries;
    }
    if (run.task.frames) run.keep(run.task.frames + 9LL * block.system.residues * number);
    block.team.sync();
}

/// Annealing to the end of the schedule in blocks; one that blows up is walked again with other noise and half the time
/// step.
PRCT_DEVICE TrajectoryStatus anneal(const Run& run, long long& step, unsigned long long& seed, int& blocks) {
    const TrajectoryTask& t = run.task;
    while (step < t.stop_step) {
        const long long end = step + t.block_steps < t.stop_step ? step + t.block_steps : t.stop_step;
        run.keep_block();
        int tries = 0;
        while (!walk_block(t, step, end, tries, seed + static_cast<unsigned long long>(tries))) {
            // Where pairs are missing it may be for that.
            if (tries == t.shorter_steps) return have_overflown(run.block.work) ? kListsTooShort : kBlewUp;
            run.take_block();
            ++tries;
        }
        if (have_overflown(run.block.work)) return kListsTooShort;
        seed += static_cast<unsigned long long>(tries);
        step = end;
        record_block(run, step, tries, blocks++);
    }
    return kDone;
}

/// The quench, and the energies of what it ends at.
PRCT_DEVICE TrajectoryStatus quench(const Run& run, TrajectoryResult& r) {
    const TrajectoryTask& t = run.task;
    const Objective objective{run.block, t.final_scales};
    run.keep(t.vectors.x);
    int evaluations = 0, converged = 0;
    double max_force = 0;
    for (int k = 0; k < kQuenchStages; ++k) {
        const MinimizerOptions& o = t.quench[k];
        if (o.fire_evaluations > 0) evaluations += fire(objective, t.vectors, o);
        if (o.max_evaluations == 0) continue;
        const MinimizerResult fine = lbfgs(objective, t.vectors, o);
        evaluations += fine.evaluations;
        converged = fine.converged;
        max_force = fine.max_force;
    }
    const double energy = objective.evaluate(t.vectors.x, t.vectors.gradient, true);
    run.keep(t.model);
    const int rank = run.block.team.rank();
    if (rank < kTerms) r.energy[rank] = run.block.work.energy[rank];
    if (rank == 0) {
        r.max_force = max_force;
        r.evaluations = evaluations;
        r.converged = converged;
    }
    if (have_overflown(run.block.work)) return kListsTooShort;
    return fabs(energy) < kNoEnergy ? kDone : kNotFinite;
}

/// From where the task says to its end. Every thread of the block calls it.
PRCT_DEVICE void run_trajectory(const Run& run) {
    const TrajectoryTask& t = run.task;
    TrajectoryResult& r = *t.result;
    long long step = r.step;
    unsigned long long seed = r.seed;
    run.hold_keyframes();
    run.take(t.positions);
    if (t.relax.fire_evaluations > 0) {
        run.keep(t.vectors.x);
        fire({run.block, t.relax_scales}, t.vectors, t.relax);
        run.take(t.vectors.x);
    }
    int blocks = 0;
    TrajectoryStatus status = anneal(run, step, seed, blocks);
    run.block.team.sync();
    run.keep(t.positions);
    if (status == kDone && step >= t.total_steps) status = quench(run, r);
    const int rank = run.block.team.rank();
    if (rank < kLists) r.list_need[rank] = run.block.work.need[rank];
    if (rank != 0) return;
    r.step = step;
    r.seed = seed;
    r.status = status;
    r.blocks = blocks;
}

}  // namespace prct::device
