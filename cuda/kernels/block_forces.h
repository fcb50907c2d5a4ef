// All terms of Eq. 4 by the threads of one block.
#pragma once

#include "kernels/backbone.h"
#include "kernels/restraints.h"
#include "kernels/side_chains.h"
#include "kernels/sites.h"
#include "kernels/touching_pairs.h"

namespace prct::device {

/// Sites of a residue and its sphere from N, CA and C, its forces at zero; which lists no longer hold.
PRCT_DEVICE unsigned begin_residue(const Block& b, int i) {
    const ResidueSites sites(b.system, b.work, i);
    const float radius = sites.radius(b.system.constants);
    sites.place(b.work, i);
    b.radius[i] = radius;
    for (int k = 0; k < 3 * kSites; ++k) b.work.forces[3 * kSites * i + k] = 0;
    b.work.neighbours[i] = 0;
    return stale_lists(b, i, sites.ca, radius, sites.cb, sites.sc);
}

/// Sites that all threads see, lists that hold, forces and energies at zero.
PRCT_DEVICE void begin_forces(const Block& b, bool fresh_lists) {
    unsigned stale = fresh_lists ? kAllStale : 0u;
    PRCT_ONE_COPY
    for (int i = b.team.rank(); i < b.system.residues; i += b.team.size()) stale |= begin_residue(b, i);
    if (b.team.rank() < kTerms) b.work.energy[b.team.rank()] = 0;
    if (b.team.any(stale != 0)) build_lists(b, stale);
}

/// dV/dx of every site and, where asked for, the energy of every term. All threads see N, CA and C before, and the
/// result after.
template <bool kEnergies>
PRCT_DEVICE void compute_forces(const Block& b, const ScaleView& scale, const Belief& belief, bool fresh_lists) {
    const BlockTeam& team = b.team;
    const SystemView& s = b.system;
    const Workspace& w = b.work;
    begin_forces(b, fresh_lists);
    add_backbone<kEnergies>(team, s, w, scale);
    TouchingPairs<kEnergies>(b, scale).add();
    add_restraints<kEnergies>(team, s, w, scale, belief);
    add_absence<kEnergies>(b, scale);
    add_orientations<kEnergies>(team, s, w, scale);
    add_charges<kEnergies>(team, s, w, scale);
    add_dipoles<kEnergies>(team, s, w, scale);
    add_side_chain_pairs<kEnergies>(b, scale);
    team.sync();
    const float burial = s.constants.burial * scale.factor[kBurial];
    if (burial == 0) return;
    measure_burial<kEnergies>(team, s, w, burial);
    team.sync();
    add_burial_forces(b);
    team.sync();
}

/// One copy in the code for all that ask now and then.
template <bool kEnergies>
PRCT_DEVICE_CALL void compute(const ScaleView& scale, const Belief& belief, bool fresh_lists) {
    compute_forces<kEnergies>(this_block(), scale, belief, fresh_lists);
}

}  // namespace prct::device
