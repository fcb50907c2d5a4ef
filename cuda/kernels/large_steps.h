// From one force evaluation of a large system to the next, and to and from the host.
#pragma once

#include "kernels/large_task.h"

namespace prct::device {

/// Calls act(i) for every residue; when it fails for one the trajectory has blown up.
template <class Act>
PRCT_DEVICE void for_each_residue(const LargeTask& t, Act&& act) {
    if (t.control->blown_up) return;
    const GridTeam team;
    bool slow = true;
    for (int i = team.rank(); i < t.system->residues; i += team.size()) slow &= act(i);
    if (!slow) t.control->blown_up = 1;
}

PRCT_DEVICE void move_atoms(const LargeTask& t) {
    const Step now = t.control->now;
    const Workspace w = t.work();
    for_each_residue(t, [&](int i) { return move_residue(*t.system, w, now, t.velocities, i); });
}

/// The half kick that ends a block, and Σ v².
PRCT_DEVICE void finish_block(const LargeTask& t) {
    const Workspace w = t.work();
    const float kick = t.control->now.constants.kick;
    EnergySum squares;
    for_each_residue(t, [&](int i) {
        if (!finish_residue(*t.system, w, kick, t.velocities, i)) return false;
        const float* v = t.velocities + 9 * i;
        for (int k = 0; k < 9; ++k) squares.units += __double2ll_rn(static_cast<double>(v[k]) * v[k] * kSquareUnits);
        return true;
    });
    squares.publish(&t.control->squares);
}

PRCT_DEVICE void write_gradients(const LargeTask& t) {
    const GridTeam team;
    const Workspace w = t.work();
    for (int i = team.rank(); i < t.system->residues; i += team.size()) write_gradient(*t.system, w, i, t.gradient);
}

/// Calls visit(k, coordinate k among the sites) for every coordinate of N, CA and C.
template <class Visit>
PRCT_DEVICE void for_each_coordinate(const LargeTask& t, Visit&& visit) {
    const GridTeam team;
    for (int k = team.rank(); k < 9 * t.system->residues; k += team.size())
        visit(k, t.sites[3 * kSites * (k / 9) + k % 9]);
}

/// Calls visit(e) for every edge whose weight follows the structure.
template <class Visit>
PRCT_DEVICE void for_each_edge(const LargeTask& t, Visit&& visit) {
    if (t.edges.interval == 0) return;
    const GridTeam team;
    for (int e = team.rank(); e < t.edges.graph.edges; e += team.size()) visit(e);
}

/// The state from where a block begins.
PRCT_DEVICE void load_state(const LargeTask& t) {
    for_each_coordinate(t, [&](int k, float& coordinate) {
        coordinate = t.positions[k];
        if (t.saved_velocities) t.velocities[k] = t.saved_velocities[k];
    });
    for_each_edge(t, [&](int e) {
        t.edges.alpha[e] = t.edges.saved_alpha[e];
        t.edges.theta[e] = t.edges.saved_theta[e];
    });
}

/// The state to where a block begins.
PRCT_DEVICE void save_state(const LargeTask& t) {
    for_each_coordinate(t, [&](int k, float coordinate) {
        t.positions[k] = coordinate;
        t.saved_velocities[k] = t.velocities[k];
    });
    for_each_edge(t, [&](int e) {
        t.edges.saved_alpha[e] = t.edges.alpha[e];
        t.edges.saved_theta[e] = t.edges.theta[e];
    });
}

}  // namespace prct::device
