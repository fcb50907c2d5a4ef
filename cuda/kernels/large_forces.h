// All terms of Eq. 4 of a large system, in launches that follow one another: pairs by rows, then what is along the
// chain and given by name, then the forces of burial.
#pragma once

#include "kernels/backbone.h"
#include "kernels/row_terms.h"
#include "kernels/side_chains.h"

namespace prct::device {

/// Calls add(row) for the rows of a list by the warps of some blocks, in the order of the cells.
template <class Add>
PRCT_DEVICE void for_each_row(const LargeTask& t, const CellView& cells, RowKind kind, const PartTeam& team,
                              Add&& add) {
    for (int k = team.rank() / kWarp; k < cells.points; k += team.size() / kWarp)
        add(Row(t, t.rows[kind], cells.order[k]));
}

/// The rows of one part; scale and constants are read once.
template <bool kEnergies>
struct PairForces {
    const LargeTask& t;
    const PartTeam team;
    int* shared;

    PRCT_DEVICE float factor(Term term) const { return t.control->conditions.scales.factor[term]; }

    template <class Add>
    PRCT_DEVICE void run(RowKind kind, Term term, Add&& add) const {
        EnergySum energy;
        for_each_row(t, kind == kChargeRows ? t.charge_cells : t.residue_cells, kind, team,
                     [&](const Row& row) { add(row, energy); });
        if (kEnergies) energy.publish(t.control->energy + term);
    }

    PRCT_DEVICE void solid() const {
        const Constants& c = t.system->constants;
        const float epsilon = c.repulsion * factor(kRepulsion);
        if (epsilon == 0) return;
        // The table in shared memory, behind the sums of the warps.
        auto* const inverse_reach2 =
            reinterpret_cast<float*>(shared + static_cast<int>(blockDim.x) / kWarp * kSumWords);
        if (threadIdx.x < kSolidPairs) inverse_reach2[threadIdx.x] = c.inverse_reach2[threadIdx.x];
        __syncthreads();
        int* const sums = shared + WarpTeam().number() * kSumWords;
        run(kSolidRows, kRepulsion, [&](const Row& row, EnergySum& energy) {
            add_solid_row<kEnergies>(row, epsilon, inverse_reach2, sums, energy);
        });
    }
    PRCT_DEVICE void side_chains() const {
        const Constants& c = t.system->constants;
        const float pair = c.pair * factor(kPair);
        const bool buries = c.burial * factor(kBurial) != 0;
        if (pair == 0 && !buries) return;
        run(kSideChainRows, kPair,
            [&](const Row& row, EnergySum& energy) { add_side_chain_row<kEnergies>(row, pair, buries, energy); });
    }
    PRCT_DEVICE void absent() const {
        const Constants& c = t.system->constants;
        const float epsilon = c.absence * factor(kAbsence), bound_a = c.absence_bound_a;
        if (epsilon == 0) return;
        run(kAbsentRows, kAbsence,
            [&](const Row& row, EnergySum& energy) { add_absent_row<kEnergies>(row, bound_a, epsilon, energy); });
    }
    PRCT_DEVICE void dipoles() const {
        const Constants& c = t.system->constants;
        const float j0 = c.dipole_j0 * factor(kDipole), cutoff_a = c.dipole_cutoff_a;
        if (j0 == 0) return;
        run(kDipoleRows, kDipole,
            [&](const Row& row, EnergySum& energy) { add_dipole_row<kEnergies>(row, j0, cutoff_a, energy); });
    }
    PRCT_DEVICE void charges() const {
        const Constants& c = t.system->constants;
        const float scale = factor(kElectrostatic);
        if (scale == 0) return;
        const DebyeHuckel<float> screened{c.charge_strength, c.charge_inverse_length, c.charge_cutoff2,
                                          c.charge_energy_at_cutoff, c.charge_slope_at_cutoff};
        run(kChargeRows, kElectrostatic,
            [&](const Row& row, EnergySum& energy) { add_charge_row<kEnergies>(row, scale, screened, energy); });
    }
};

/// Terms over rows, a block a part of them. `shared`: kSumWords a warp, and kWarp more.
template <bool kEnergies>
PRCT_DEVICE void add_pair_forces(const LargeTask& t, int* shared) {
    if (t.control->blown_up) return;
    serve_part(t.pair_part_end, [&](int part, int first, int end) {
        const PairForces<kEnergies> forces{t, PartTeam(first, end), shared};
        switch (part) {
            case kSolidRows:
                return forces.solid();
            case kSideChainRows:
                return forces.side_chains();
            case kAbsentRows:
                return forces.absent();
            case kDipoleRows:
                return forces.dipoles();
            default:
                return forces.charges();
        }
    });
}

/// Terms along the chain and of named pairs, and what burial makes of the counts. The lists hold from here on.
template <bool kEnergies>
PRCT_DEVICE void add_local_forces(const LargeTask& t) {
    LargeControl& c = *t.control;
    if (c.blown_up) return;
    if (blockIdx.x == 0 && threadIdx.x == 0) {
        c.rebuild = 0;
        c.largest_radius = 0;
    }
    const SystemView& s = *t.system;
    const Workspace w = t.work();
    const ScaleView& scale = c.conditions.scales;
    serve_part(t.local_part_end, [&](int part, int first, int end) {
        const PartTeam team(first, end);
        switch (part) {
            case kBackbonePart:
                return add_backbone<kEnergies>(team, s, w, scale);
            case kBondPart:
                return add_hydrogen_bonds<kEnergies>(team, s, w, scale);
            case kRestraintPart:
                return add_restraints<kEnergies>(team, s, w, scale, t.belief);
            case kOrientationPart:
                return add_orientations<kEnergies>(team, s, w, scale);
            default:
                const float burial = s.constants.burial * scale.factor[kBurial];
                if (burial != 0) measure_burial<kEnergies>(team, s, w, burial);
        }
    });
}

/// The forces of V_solv by rows.
PRCT_DEVICE void add_burial_forces(const LargeTask& t) {
    const LargeControl& c = *t.control;
    if (c.blown_up || t.system->constants.burial * c.conditions.scales.factor[kBurial] == 0) return;
    for_each_row(t, t.residue_cells, kSideChainRows, PartTeam(0, static_cast<int>(gridDim.x)),
                 [](const Row& row) { add_burial_row(row); });
}

}  // namespace prct::device
