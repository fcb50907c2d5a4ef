// Candidate contacts as coupled oscillators (Eqs. 16-19) by the threads of a block, while their chain moves.
#pragma once

#include "kernels/kuramoto.h"
#include "kernels/restraints.h"
#include "prct/physics/edge_oscillator.h"
#include "prct/physics/torus.h"

namespace prct::device {

/// Neighbours in the contact plane (Eq. 18), as rows.
struct EdgeGraphView {
    std::int32_t edges, unused;
    const std::int32_t *first, *neighbour;  ///< [edges + 1], [entries]
    const float *coupling, *support;        ///< [entries] K, and what it counts in S
    const float* total_coupling;            ///< [edges]
};

/// The oscillators of a trajectory. α and ϑ are part of its state; the rest is scratch, [edges] each.
struct EdgeView {
    EdgeGraphView graph;
    EdgeConstants<float> constants;
    std::int32_t interval;  ///< steps between updates; 0: α and ϑ stay as given
    std::int32_t phases;    ///< 0: ϑ stays, support only
    float *alpha, *theta;
    float *saved_alpha, *saved_theta;  ///< at the start of a block of steps
    float *rate, *saturation;
    Phasor *unit, *seen;  ///< seen: times sat
};

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

/// Eqs. 16, 17 from where the sites are: ϑ one step further.
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
    team.sync();  // all phasors have been read
    for (int e = team.rank(); e < g.edges; e += team.size()) keep_edge_phasor(v, e);
    team.sync();
}

/// One update with a structure (Eqs. 16-19). All threads see the sites before, and α after the next barrier.
template <class Team>
PRCT_DEVICE void update_edges(const Team& team, const SystemView& s, const Workspace& w, const EdgeView& v) {
    const EdgeGraphView& g = v.graph;
    for (int k = team.rank(); k < s.restraint_runs; k += team.size()) {
        const RestraintRows run = s.run[k];
        if (run.first >= g.edges) continue;
        const float d = run_distance(s, w, run);
        for (int e = run.first; e < run.last && e < g.edges; ++e) {
            const float excess = edge_excess(d, s.restraint[e].upper);
            v.rate[e] = edge_detuning(excess, v.constants);
            v.saturation[e] = edge_saturation(excess, v.constants);
            keep_edge_phasor(v, e);
        }
    }
    team.sync();
    if (v.phases) turn_edges(team, v);
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

}  // namespace prct::device
