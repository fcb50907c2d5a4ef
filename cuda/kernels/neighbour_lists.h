// Neighbour lists of a small system on the device: all pairs of residues are looked at, by the threads of one block.
#pragma once

#include "kernels/system_view.h"
#include "kernels/team.h"
#include "kernels/workspace.h"
#include "prct/energy/pair_separations.h"
#include "prct/physics/burial_term.h"
#include "prct/physics/hydrogen_bond_term.h"
#include "prct/physics/pair_potential_term.h"

namespace prct::device {

/// Lists hold until a site has moved half of this (Å).
constexpr float kSkin_a = 1.6f;

/// Whether a site of the team's residues has moved more than half the skin since the build.
template <class Team>
PRCT_DEVICE bool has_moved(const Team& team, const SystemView& s, const Workspace& w) {
    constexpr float limit = 0.25f * kSkin_a * kSkin_a;
    const float* before = w.lists.built_at;
    bool beyond = false;
    PRCT_ONE_COPY
    for (int k = team.rank(); k < s.residues * kSites; k += team.size()) {
        const Vec3<float> moved = w.site(k) - Vec3<float>{before[3 * k], before[3 * k + 1], before[3 * k + 2]};
        beyond |= !(norm2(moved) <= limit);
    }
    return beyond;
}

/// Notes an entry; what is beyond the capacity is counted and lost.
template <class Entry>
PRCT_DEVICE void append(const Workspace& w, List which, Entry* list, const Entry& entry) {
    const int place = atomicAdd(w.count + which, 1);
    if (place < w.lists.capacity[which]) list[place] = entry;
}

PRCT_DEVICE int length_of(const Workspace& w, List which) {
    const int count = w.count[which], capacity = w.lists.capacity[which];
    return count < capacity ? count : capacity;
}

PRCT_DEVICE float squared(float x) { return x * x; }

/// Eq. 9a: not named, and far enough apart in the chain.
PRCT_DEVICE bool is_absent(const SystemView& s, int i, int j) {
    if (s.absence_separation == 0 || s.too_near(i, j, s.absence_separation)) return false;
    int low = s.absence_row[i], high = s.absence_row[i + 1];
    while (low < high) {
        const int middle = (low + high) / 2;
        if (s.absence_named[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    return low == s.absence_row[i + 1] || s.absence_named[low] != j;
}

/// Where residues stand at the build, and how far their sites reach from CA.
template <class Team>
PRCT_DEVICE void note_places(const Team& team, const SystemView& s, const Workspace& w) {
    PRCT_ONE_COPY
    for (int i = team.rank(); i < s.residues; i += team.size()) {
        const Vec3<float> ca = w.site(i, kSiteCA);
        float farthest = 0;
        for (int k = 0; k < kSites; ++k) {
            const Vec3<float> at = w.site(i, k);
            farthest = fmaxf(farthest, norm2(at - ca));
            float* p = w.lists.built_at + 3 * (i * kSites + k);
            p[0] = at.x;
            p[1] = at.y;
            p[2] = at.z;
        }
        w.lists.radius[i] = std::sqrt(farthest);
    }
}

/// Sorts a pair i < j into the lists of residue pairs.
PRCT_DEVICE void list_residues(const SystemView& s, const Workspace& w, int i, int j) {
    const ListView& lists = w.lists;
    const float reach = s.constants.widest_reach + kSkin_a + lists.radius[i] + lists.radius[j];
    if (!s.too_near(i, j, kRepulsionSeparation) && norm2(w.site(i, kSiteCA) - w.site(j, kSiteCA)) < reach * reach)
        append(w, kNear, lists.near, {i, j});
    const float absent = squared(s.constants.absence_bound_a + kSkin_a);
    if (norm2(w.site(i, kSiteCB) - w.site(j, kSiteCB)) < absent && is_absent(s, i, j))
        append(w, kAbsent, lists.absent, {i, j});
    constexpr float buried = (float(kBurialOuter_a) + kSkin_a) * (float(kBurialOuter_a) + kSkin_a);
    const bool side_chains = s.constants.pair != 0 || s.constants.burial != 0;
    if (side_chains && !s.too_near(i, j, kBurialSeparation) && norm2(w.site(i, kSiteSC) - w.site(j, kSiteSC)) < buried)
        append(w, kSideChains, lists.side_chains, {i, j});
}

PRCT_DEVICE void list_bond(const SystemView& s, const Workspace& w, int donor, int acceptor) {
    constexpr float reach = float(kHydrogenBondCutoff_a) + kSkin_a;
    if (s.residue[donor].is_donor() && norm2(w.site(donor, kSiteH) - w.site(acceptor, kSiteO)) < reach * reach)
        append(w, kBonds, w.lists.bonds, {donor, acceptor});
}

/// Site pairs and hydrogen bonds of a near pair of residues that begin at site `a` of the first.
PRCT_DEVICE void list_sites(const SystemView& s, const Workspace& w, const ResiduePair& pair, int a) {
    const auto [i, j] = pair;
    if (a == 0 && !s.too_near(i, j, kHydrogenBondSeparation)) {
        list_bond(s, w, i, j);
        list_bond(s, w, j, i);
    }
    if (!(s.residue[i].solid >> a & 1)) return;
    const Vec3<float> at = w.site(i, a);
    // C(i)-N(i+2): see `repels` of pair_rules.hpp.
    const bool tied = a == kSiteC && s.too_near(i, j, kRepulsionSeparation + 1);
    for (int b = 0; b < kSolidSites; ++b) {
        if (!(s.residue[j].solid >> b & 1) || (tied && b == kSiteN)) continue;
        const int kind = solid_pair(a, b);
        if (norm2(at - w.site(j, b)) < squared(s.constants.reach[kind] + kSkin_a))
            append(w, kSolid, w.lists.solid,
                   {i * kSites + a, static_cast<std::uint32_t>(j * kSites + b) | std::uint32_t(kind) << kKindShift});
    }
}

/// Makes all lists anew; begins and ends with the block together.
PRCT_DEVICE void build_lists(const BlockTeam& team, const SystemView& s, const Workspace& w) {
    if (team.rank() < kLists) w.count[team.rank()] = 0;
    note_places(team, s, w);
    team.sync();
    // Pairs (i, i + k mod n) for k up to n/2: every pair once, as many for each i.
    const int n = s.residues, half = n / 2;
    PRCT_ONE_COPY
    for (int item = team.rank(); item < n * half; item += team.size()) {
        const int i = item % n, k = item / n + 1;
        if (2 * k == n && i >= k) continue;
        const int j = i + k < n ? i + k : i + k - n;
        list_residues(s, w, i < j ? i : j, i < j ? j : i);
    }
    team.sync();
    const int near = length_of(w, kNear);
    PRCT_ONE_COPY
    for (int item = team.rank(); item < near * kSolidSites; item += team.size())
        list_sites(s, w, w.lists.near[item / kSolidSites], item % kSolidSites);
    team.sync();
    if (team.rank() < kLists) {
        const int which = team.rank();
        w.need[which] = max(w.need[which], w.count[which]);
    }
}

/// Whether a list has been too short since the launch; all threads agree after a barrier.
PRCT_DEVICE bool have_overflown(const Workspace& w) {
    bool over = false;
    for (int k = 0; k < kLists; ++k) over |= w.need[k] > w.lists.capacity[k];
    return over;
}

}  // namespace prct::device
