// The energy of a CA trace (Eqs. 9, 9a, 23) by the threads of one block: what CaField of resonance/ca_field.hpp is on
// the CPU. Positions and gradients lie in shared memory.
//
// All pairs are looked at in every step: of a few hundred residues a warp finds the few that are near in less time than
// lists would cost. A warp takes a row, its threads run over the columns.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/team.h"
#include "prct/physics/ca_terms.h"

namespace prct::device {

using TracePoint = Vec4Of<float>;

/// Bounds on one CB-CB distance; a load of 16 bytes.
struct alignas(16) TraceBound {
    std::uint32_t residues;  ///< the first in the low 16 bits
    float lower_a, upper_a, k;
};

/// What changes from step to step; a load of 16 bytes.
struct alignas(16) TracePhase {
    float loss_width_a, absence_k, flatten_k;
    float kick;  ///< spread of the noise, over that of IntegerNoise
};

/// As CaFieldOptions, with the tables.
struct TraceField {
    std::int32_t residues, bounds;
    const TraceBound* bound;        ///< ordered so that threads side by side share no residue
    const std::int32_t* chain_end;  ///< [residues]
    const std::uint32_t* named;     ///< [residues][(residues + 31)/32], bit j of row i < j: the pair has a restraint
    float bond_k, bond_a, angle_k, angle_lower_a, angle_upper_a, repulsion_k, repulsion_a, absence_a;
    std::int32_t absence_separation, loss;
    CbFrame<float> frame;
};

/// A trace in the shared memory of a block.
struct TraceSpace {
    TracePoint *r, *v, *cb;         ///< [residues]
    int *gradient, *cb_gradient;    ///< [4][residues] in units of fixed_point.h
    const std::int32_t* chain_end;  ///< [residues]
    unsigned long long* energy;
};

/// The threads of a block, their trace and its field.
struct TraceBlock {
    BlockTeam team;
    const TraceField& field;
    TraceSpace space;

    PRCT_DEVICE int size() const { return field.residues; }
    template <class Visit>
    PRCT_DEVICE void each_residue(Visit&& visit) const {
        for (int i = team.rank(); i < size(); i += team.size()) visit(i);
    }
    /// Whether residues i < j are of one chain.
    PRCT_DEVICE bool joined(int i, int j) const { return j < space.chain_end[i]; }
    PRCT_DEVICE bool inside(int i) const { return i > 0 && joined(i - 1, i) && joined(i, i + 1); }

    PRCT_DEVICE void add(int* to, int i, const TracePoint& g) const {
        const float component[4] = {g.x, g.y, g.z, g.w};
        for (int axis = 0; axis < 4; ++axis) atomicAdd(to + axis * size() + i, force_units(component[axis]));
    }
    /// The gradient of a pair with respect to the first.
    PRCT_DEVICE void add(int* to, int i, int j, const TracePoint& g) const {
        const float component[4] = {g.x, g.y, g.z, g.w};
        for (int axis = 0; axis < 4; ++axis) {
            const int units = force_units(component[axis]);
            atomicAdd(to + axis * size() + i, units);
            atomicAdd(to + axis * size() + j, -units);
        }
    }
    PRCT_DEVICE TracePoint sum(const int* from, int i) const {
        constexpr float unit = 1.0f / kForceUnits;
        const auto value = [&](int axis) { return static_cast<float>(from[axis * size() + i]) * unit; };
        return {value(0), value(1), value(2), value(3)};
    }
    PRCT_DEVICE TracePoint gradient(int i, const TracePhase& now) const {
        TracePoint g = sum(space.gradient, i);
        g.w += 2 * now.flatten_k * space.r[i].w;
        return g;
    }
};

/// Adds what a pair costs to the energy, where it is asked for, and to the gradients of both residues.
template <bool kEnergies>
PRCT_DEVICE void add_share(const TraceBlock& b, int* to, int i, int j, const PairShare<float>& share,
                           EnergySum& energy) {
    if (kEnergies) energy.add(share.energy);
    b.add(to, i, j, share.gradient);
}

PRCT_DEVICE TraceBound fetch_bound(const TraceBound* at) {
    const int4 bits = __ldg(reinterpret_cast<const int4*>(at));
    return {static_cast<std::uint32_t>(bits.x), __int_as_float(bits.y), __int_as_float(bits.z), __int_as_float(bits.w)};
}

/// CB of all residues, and sums that begin at zero.
PRCT_DEVICE void place_trace_cb(const TraceBlock& b) {
    const TraceSpace& s = b.space;
    b.each_residue([&](int i) {
        s.cb[i] = b.inside(i) ? b.field.frame.place(s.r[i - 1], s.r[i], s.r[i + 1]) : s.r[i];
        for (int axis = 0; axis < 4; ++axis) s.gradient[axis * b.size() + i] = s.cb_gradient[axis * b.size() + i] = 0;
    });
}

template <bool kEnergies>
PRCT_DEVICE void add_trace_bounds(const TraceBlock& b, float width_a, EnergySum& energy) {
    const TraceField& f = b.field;
    const Loss loss = f.loss ? Loss::geman_mcclure : Loss::huber;
    int e = b.team.rank();
    TraceBound next = e < f.bounds ? fetch_bound(f.bound + e) : TraceBound{};
    while (e < f.bounds) {
        const TraceBound bound = next;
        e += b.team.size();
        if (e < f.bounds) next = fetch_bound(f.bound + e);  // on its way while this one is worked on
        const int i = static_cast<int>(bound.residues & 0xffffu), j = static_cast<int>(bound.residues >> 16);
        const TracePoint r = b.space.cb[i] - b.space.cb[j];
        const Violation<float> violation = violation_of(r, bound.lower_a, bound.upper_a);
        if (violation.by <= 0) continue;
        add_share<kEnergies>(b, b.space.cb_gradient, i, j, violation_cost(r, violation, bound.k, loss, width_a),
                             energy);
    }
}

template <bool kEnergies>
PRCT_DEVICE void add_trace_chain(const TraceBlock& b, EnergySum& energy) {
    const TraceField& f = b.field;
    const TracePoint* r = b.space.r;
    b.each_residue([&](int i) {
        if (!b.joined(i, i + 1)) return;
        add_share<kEnergies>(b, b.space.gradient, i, i + 1, spring(r[i] - r[i + 1], f.bond_k, f.bond_a), energy);
        if (!b.joined(i, i + 2)) return;
        const TracePoint two = r[i] - r[i + 2];
        const float d = norm(two);
        if (d >= f.angle_lower_a && d <= f.angle_upper_a) return;
        const float bound_a = d < f.angle_lower_a ? f.angle_lower_a : f.angle_upper_a;
        add_share<kEnergies>(b, b.space.gradient, i, i + 2, spring(two, f.angle_k, bound_a), energy);
    });
}

/// Excluded volume, and Eq. 9a where absence_k is not zero.
template <bool kEnergies>
PRCT_DEVICE void add_trace_pairs(const TraceBlock& b, float absence_k, EnergySum& energy) {
    const TraceField& f = b.field;
    const TraceSpace& s = b.space;
    const int n = b.size(), words = (n + kWarp - 1) / kWarp;
    const int lane = b.team.rank() % kWarp, warps = b.team.size() / kWarp;
    const float near2 = f.repulsion_a * f.repulsion_a, absent2 = f.absence_a * f.absence_a;
    const bool absence = absence_k > 0;
    for (int i = b.team.rank() / kWarp; i < n; i += warps) {
        const TracePoint ri = s.r[i], ci = s.cb[i];
        const int end = s.chain_end[i];
        const int first_near = min(i + 3, end), first_absent = min(i + f.absence_separation, end);
        const std::uint32_t* row = f.named + static_cast<long long>(i) * words;
        const int first_word = (i + 1) / kWarp;
        std::uint32_t next = absence && first_word < words ? __ldg(row + first_word) : 0;
        for (int word = first_word; word < words; ++word) {
            const std::uint32_t named = next;
            if (absence && word + 1 < words) next = __ldg(row + word + 1);
            const int j = word * kWarp + lane;
            if (j >= n || j <= i) continue;
            const TracePoint d = ri - s.r[j];
            if (j >= first_near && dot(d, d) < near2)
                add_share<kEnergies>(b, s.gradient, i, j, spring(d, f.repulsion_k, f.repulsion_a), energy);
            if (!absence) continue;
            const TracePoint c = ci - s.cb[j];
            if (j >= first_absent && dot(c, c) < absent2 && !(named >> lane & 1u))
                add_share<kEnergies>(b, s.cb_gradient, i, j, spring(c, absence_k, f.absence_a), energy);
        }
    }
}

/// Gradients of CB become those of CA.
PRCT_DEVICE void spread_trace_cb(const TraceBlock& b) {
    const TraceSpace& s = b.space;
    b.each_residue([&](int i) {
        const TracePoint g = b.sum(s.cb_gradient, i);
        if (!b.inside(i)) {
            b.add(s.gradient, i, g);
            return;
        }
        TracePoint before, at, after;
        b.field.frame.spread(s.r[i - 1], s.r[i], s.r[i + 1], g, before, at, after);
        b.add(s.gradient, i - 1, before);
        b.add(s.gradient, i, at);
        b.add(s.gradient, i + 1, after);
    });
}

/// Gradients of all residues, and the energy where it is asked for. Begins and ends with the block together.
template <bool kEnergies>
PRCT_DEVICE void evaluate_trace(const TraceBlock& b, const TracePhase& now) {
    place_trace_cb(b);
    if (kEnergies && b.team.rank() == 0) *b.space.energy = 0;
    b.team.sync();
    EnergySum energy;
    add_trace_bounds<kEnergies>(b, now.loss_width_a, energy);
    add_trace_chain<kEnergies>(b, energy);
    add_trace_pairs<kEnergies>(b, now.absence_k, energy);
    b.team.sync();
    spread_trace_cb(b);
    if (kEnergies) {
        b.each_residue([&](int i) { energy.add(now.flatten_k * b.space.r[i].w * b.space.r[i].w); });
        energy.publish(b.space.energy);
    }
    b.team.sync();
}

}  // namespace prct::device
