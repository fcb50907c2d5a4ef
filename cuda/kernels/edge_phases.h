// Candidate contacts as coupled oscillators (Eqs. 16-19) by the threads of a block, while their chain moves.
#pragma once

#include "kernels/edge_view.h"
#include "kernels/restraints.h"
#include "prct/physics/torus.h"

namespace prct::device {

/// The r⁻⁶ mean of alternatives, the distance of a restraint that stands alone.
PRCT_DEVICE float run_distance(const SystemView& s, const Workspace& w, const RestraintRows& run) {
    if (run.last - run.first == 1) return std::sqrt(squared_distance(w, s.restraint[run.first]));
    return alternatives_distance(s, w, run, nearest_square(s, w, run));
}

PRCT_DEVICE void keep_edge_phasor(const EdgeView& v, int e) {
    const float turned = wrap_phase(v.theta[e]);
    const SinCos<float> of = sincos_reduced(turned);
    v.unit[e] = {of.sin, of.cos};
    v.seen[e] = {v.saturation[e] * of.sin, v.saturation[e] * of.cos};
}

/// Calls visit(k) for each entry of the row of edge e.
template <class Visit>
PRCT_DEVICE void each_neighbour(const EdgeGraphView& g, int e, Visit&& visit) {
    for (int k = g.first[e]; k < g.first[e + 1]; ++k) visit(k);
}

/// Eq. 17 and sat from where the sites are.
template <class Team>
PRCT_DEVICE void measure_edges(const Team& team, const SystemView& s, const Workspace& w, const EdgeView& v) {
    for (int k = team.rank(); k < s.restraint_runs; k += team.size()) {
        const RestraintRows run = s.run[k];
        if (run.first >= v.graph.edges) continue;
        const float d = run_distance(s, w, run);
        for (int e = run.first; e < run.last && e < v.graph.edges; ++e) {
            const float excess = edge_excess(d, s.restraint[e].upper);
            v.rate[e] = edge_detuning(excess, v.constants);
            v.saturation[e] = edge_saturation(excess, v.constants);
            keep_edge_phasor(v, e);
        }
    }
}

/// Eq. 16: ϑ one step further.
template <class Team>
PRCT_DEVICE void turn_edges(const Team& team, const EdgeView& v) {
    const EdgeGraphView& g = v.graph;
    for (int e = team.rank(); e < g.edges; e += team.size()) {
        PhaseField<float> field{0, 0};
        each_neighbour(g, e, [&](int k) {
            const Phasor other = v.seen[g.neighbour[k]];
            field.sine += g.coupling[k] * other.sine;
            field.cosine += g.coupling[k] * other.cosine;
        });
        const Phasor own = v.unit[e];
        const float rate =
            edge_rate(v.rate[e], g.total_coupling[e], v.constants.anchor, own.sine, own.cosine, field, v.constants);
        v.theta[e] = wrap_phase(v.theta[e] + v.constants.step_ps * rate);
    }
}

template <class Team>
PRCT_DEVICE void renew_phasors(const Team& team, const EdgeView& v) {
    for (int e = team.rank(); e < v.graph.edges; e += team.size()) keep_edge_phasor(v, e);
}

/// Eq. 19.
template <class Team>
PRCT_DEVICE void weigh_edges(const Team& team, const EdgeView& v) {
    const EdgeGraphView& g = v.graph;
    for (int e = team.rank(); e < g.edges; e += team.size()) {
        const Phasor own = v.unit[e];
        float support = 0;
        each_neighbour(g, e, [&](int k) {
            const Phasor other = v.seen[g.neighbour[k]];
            support += g.support[k] * phase_agreement(own.sine, own.cosine, other.sine, other.cosine);
        });
        v.alpha[e] = edge_alpha(v.saturation[e], support, v.constants);
    }
}

/// One update with a structure. All threads see the sites before, and α after the next barrier.
PRCT_DEVICE void update_edges(const BlockTeam& team, const SystemView& s, const Workspace& w, const EdgeView& v) {
    measure_edges(team, s, w, v);
    team.sync();
    if (v.phases) {
        turn_edges(team, v);
        team.sync();  // all phasors have been read
        renew_phasors(team, v);
        team.sync();
    }
    weigh_edges(team, v);
}

}  // namespace prct::device
