// The energy of a CA trace (Eqs. 9, 9a, 23) by the threads of one block: what CaField of resonance/ca_field.hpp is on
// the CPU. Positions and gradients lie in shared memory.
//
// All pairs are looked at in every step: a warp takes rows, its threads run over the columns, and few pairs are near.
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

/// The threads of a block, their trace and its field. The field lies in shared memory: loops that add there copy of it
/// what they need, or it would be read again after every addition.
struct TraceBlock {
    BlockTeam team;
    int residues;
    const TraceField& field;
    TraceSpace space;

    PRCT_DEVICE int size() const { return residues; }
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
    const CbFrame<float> frame = b.field.frame;
    b.each_residue([&](int i) {
        s.cb[i] = b.inside(i) ? frame.place(s.r[i - 1], s.r[i], s.r[i + 1]) : s.r[i];
        for (int axis = 0; axis < 4; ++axis) s.gradient[axis * b.size() + i] = s.cb_gradient[axis * b.size() + i] = 0;
    });
}

template <bool kEnergies>
PRCT_DEVICE void add_trace_bounds(const TraceBlock& b, float width_a, EnergySum& energy) {
    const TraceField f = b.field;
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
    const TraceField f = b.field;
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

/// Rows of pairs that a warp works on at a time, so that a column is read once for all of them.
constexpr int kTraceRows = 2;

/// Calls visit(row, j, r) for pairs of residues at distance r < sqrt(near2) of `at`, `separation` or more apart in a
/// chain, without those that `named` has, if there is one.
template <bool kNamed, class Visit>
PRCT_DEVICE void each_near_pair(const TraceBlock& b, const TracePoint* at, float near2, int separation, Visit&& visit) {
    const std::int32_t* chain_end = b.space.chain_end;
    const std::uint32_t* named = b.field.named;
    const int n = b.size(), words = (n + kWarp - 1) / kWarp;
    const int lane = b.team.rank() % kWarp, warps = b.team.size() / kWarp;
    for (int i = kTraceRows * (b.team.rank() / kWarp); i < n; i += kTraceRows * warps) {
        TracePoint own[kTraceRows];
        int first[kTraceRows], row_start[kTraceRows];
        std::uint32_t next[kTraceRows] = {}, now[kTraceRows];
        int word = (i + 1) / kWarp;
        for (int k = 0; k < kTraceRows; ++k) {
            const int row = min(i + k, n - 1);
            own[k] = at[row];
            first[k] = i + k < n ? max(row + 1, min(row + separation, chain_end[row])) : n;
            row_start[k] = row * words;
            if (kNamed && word < words) next[k] = __ldg(named + row_start[k] + word);
        }
        for (; word < words; ++word) {
            for (int k = 0; k < kTraceRows; ++k) {
                now[k] = next[k];
                // On its way while this one is worked on.
                if (kNamed && word + 1 < words) next[k] = __ldg(named + row_start[k] + word + 1);
            }
            const int j = word * kWarp + lane;
            if (j >= n) continue;
            const TracePoint other = at[j];
            for (int k = 0; k < kTraceRows; ++k) {
                const TracePoint r = own[k] - other;
                if (dot(r, r) < near2 && j >= first[k] && !(kNamed && (now[k] >> lane & 1u))) visit(i + k, j, r);
            }
        }
    }
}

/// Excluded volume.
template <bool kEnergies>
PRCT_DEVICE void add_trace_repulsion(const TraceBlock& b, EnergySum& energy) {
    constexpr int kSeparation = 3;
    const float k = b.field.repulsion_k, d0 = b.field.repulsion_a;
    each_near_pair<false>(b, b.space.r, d0 * d0, kSeparation, [&](int i, int j, const TracePoint& r) {
        add_share<kEnergies>(b, b.space.gradient, i, j, spring(r, k, d0), energy);
    });
}

/// Eq. 9a: pairs that have no restraint.
template <bool kEnergies>
PRCT_DEVICE void add_trace_absence(const TraceBlock& b, float k, EnergySum& energy) {
    const float d0 = b.field.absence_a;
    each_near_pair<true>(b, b.space.cb, d0 * d0, b.field.absence_separation, [&](int i, int j, const TracePoint& r) {
        add_share<kEnergies>(b, b.space.cb_gradient, i, j, spring(r, k, d0), energy);
    });
}

/// Gradients of CB become those of CA.
PRCT_DEVICE void spread_trace_cb(const TraceBlock& b) {
    const TraceSpace& s = b.space;
    const CbFrame<float> frame = b.field.frame;
    b.each_residue([&](int i) {
        const TracePoint g = b.sum(s.cb_gradient, i);
        if (!b.inside(i)) {
            b.add(s.gradient, i, g);
            return;
        }
        TracePoint before, at, after;
        frame.spread(s.r[i - 1], s.r[i], s.r[i + 1], g, before, at, after);
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
    add_trace_repulsion<kEnergies>(b, energy);
    if (now.absence_k > 0) add_trace_absence<kEnergies>(b, now.absence_k, energy);
    b.team.sync();
    spread_trace_cb(b);
    if (kEnergies) {
        b.each_residue([&](int i) { energy.add(now.flatten_k * b.space.r[i].w * b.space.r[i].w); });
        energy.publish(b.space.energy);
    }
    b.team.sync();
}

}  // namespace prct::device
