// Side-chain potentials on the device (Eq. 10): what depends on pairs, and how deep each stands.
#pragma once

#include "kernels/pair_terms.h"

namespace prct::device {

/// V_pair, and the neighbours of each side chain; burial follows once all are counted.
template <bool kEnergies>
PRCT_DEVICE void add_side_chain_pairs(const Block& block, const ScaleView& scale) {
    const SystemView& s = block.system;
    const Workspace& w = block.work;
    const float pair = s.constants.pair * scale.factor[kPair], burial = s.constants.burial * scale.factor[kBurial];
    if (pair == 0 && burial == 0) return;
    EnergySum energy;
    for_each_listed(block, kSideChains, w.lists.side_chains, [&](int i, int j) {
        const Vec3<float> d = w.site(i, kSiteSC) - w.site(j, kSiteSC);
        const float r2 = norm2(d);
        float slope;
        if (burial != 0) {
            const int step = __float2int_rn(burial_step(r2, slope) * kCountUnits);
            if (step != 0) {
                atomicAdd(w.neighbours + i, step);
                atomicAdd(w.neighbours + j, step);
            }
        }
        if (pair == 0 || r2 >= float(kPairCutoff_a * kPairCutoff_a) || s.too_near(i, j, kPairSeparation)) return;
        const float* curve = s.pair_coefficients + type_pair(s.residue[i].type, s.residue[j].type) * pair_coefficients;
        const float e = pair * pair_potential_energy(curve, r2, slope);
        push_pair(w, i * kSites + kSiteSC, j * kSites + kSiteSC, d, pair * slope);
        if (kEnergies) energy.add(e);
    });
    if (kEnergies) energy.publish(w.energy + kPair);
}

/// V_solv of every residue and dV/dn, from the counts.
template <bool kEnergies, class Team>
PRCT_DEVICE void measure_burial(const Team& team, const SystemView& s, const Workspace& w, float burial) {
    EnergySum energy;
    PRCT_ONE_COPY
    for (int i = team.rank(); i < s.residues; i += team.size()) {
        const float* curve = s.burial_coefficients + s.residue[i].type * burial_coefficients;
        float slope;
        const float e =
            burial * burial_energy(curve, static_cast<float>(w.neighbours[i]) * (1.0f / kCountUnits), slope);
        w.pull[i] = burial * slope;
        if (kEnergies) energy.add(e);
    }
    if (kEnergies) energy.publish(w.energy + kBurial);
}

/// The forces of V_solv, from dV/dn.
PRCT_DEVICE void add_burial_forces(const Block& block) {
    const Workspace& w = block.work;
    for_each_listed(block, kSideChains, w.lists.side_chains, [&](int i, int j) {
        const Vec3<float> d = w.site(i, kSiteSC) - w.site(j, kSiteSC);
        float slope;
        burial_step(norm2(d), slope);
        if (slope != 0) push_pair(w, i * kSites + kSiteSC, j * kSites + kSiteSC, d, (w.pull[i] + w.pull[j]) * slope);
    });
}

}  // namespace prct::device
