// All terms of Eq. 4 by the threads of one block.
#pragma once

#include "kernels/backbone.h"
#include "kernels/block_memory.h"
#include "kernels/restraints.h"
#include "kernels/side_chains.h"
#include "kernels/sites.h"

namespace prct::device {

/// Sites from N, CA and C, which all threads see; lists that hold; forces and energies at zero.
PRCT_DEVICE void begin_forces(const BlockTeam& team, const SystemView& s, const Workspace& w, bool fresh_lists) {
    place_virtual_sites(team, s, w);
    for (int k = team.rank(); k < 3 * kSites * s.residues; k += team.size()) w.forces[k] = 0;
    for (int i = team.rank(); i < s.residues; i += team.size()) w.neighbours[i] = 0;
    if (team.rank() < kTerms) w.energy[team.rank()] = 0;
    team.sync();
    if (team.any(fresh_lists || has_moved(team, s, w))) build_lists(team, s, w);
}

/// dV/dx of every site and, where asked for, the energy of every term. All threads see N, CA and C before, and the
/// result after.
template <bool kEnergies>
PRCT_DEVICE void compute_forces(const BlockTeam& team, const SystemView& s, const Workspace& w, const ScaleView& scale,
                                const Belief& belief, bool fresh_lists) {
    begin_forces(team, s, w, fresh_lists);
    add_backbone<kEnergies>(team, s, w, scale);
    add_repulsion<kEnergies>(team, s, w, scale);
    add_hydrogen_bonds<kEnergies>(team, s, w, scale);
    add_restraints<kEnergies>(team, s, w, scale, belief);
    add_absence<kEnergies>(team, s, w, scale);
    add_orientations<kEnergies>(team, s, w, scale);
    add_charges<kEnergies>(team, s, w, scale);
    add_dipoles<kEnergies>(team, s, w, scale);
    add_side_chain_pairs<kEnergies>(team, s, w, scale);
    team.sync();
    const float burial = s.constants.burial * scale.factor[kBurial];
    if (burial == 0) return;
    measure_burial<kEnergies>(team, s, w, burial);
    team.sync();
    add_burial_forces(team, w);
    team.sync();
}

/// With energies: one copy in the code for all that ask now and then.
PRCT_DEVICE_CALL void compute_energies(const ScaleView& scale, const Belief& belief, bool fresh_lists) {
    const Block b = this_block();
    compute_forces<true>(b.team, b.system, b.work, scale, belief, fresh_lists);
}

}  // namespace prct::device
