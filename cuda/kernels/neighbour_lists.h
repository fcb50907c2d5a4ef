// Neighbour lists of a small system, by the threads of one block: all pairs of residues are looked at.
#pragma once

#include "kernels/block_memory.h"
#include "kernels/list_rules.h"

namespace prct::device {

/// The sphere of a residue is about CA and holds all its sites with their pads: where spheres do not touch, no sites
/// are within reach. Pairs whose spheres are no farther apart than this (Å) are near, until a sphere has left that of
/// the build by half of this. Sites swing about CA much farther than spheres move.
constexpr float kSphereSkin_a = 2.8f;
/// Pairs by CB and by SC are listed until one of these has moved half of this (Å).
constexpr float kSiteSkin_a = 3.0f;

enum StaleList : unsigned { kNearStale = 1, kAbsentStale = 2, kSideChainsStale = 4, kAllStale = 7 };

PRCT_DEVICE bool wants_absent(const SystemView& s) { return s.constants.absence != 0 && s.absence_separation != 0; }
PRCT_DEVICE bool wants_side_chains(const SystemView& s) { return s.constants.pair != 0 || s.constants.burial != 0; }

/// Which lists a residue makes stale: its CA and radius, CB and SC against those of the builds.
PRCT_DEVICE unsigned stale_lists(const Block& b, int i, const Vec3<float>& ca, float radius, const Vec3<float>& cb,
                                 const Vec3<float>& sc) {
    const ListView& lists = b.work.lists;
    const int n = b.system.residues;
    const Point sphere = lists.built_at[i];
    unsigned stale = 0;
    const float out = std::sqrt(norm2(ca - sphere.at())) + fmaxf(radius - sphere.w, 0.0f);
    if (!(out <= 0.5f * kSphereSkin_a)) stale |= kNearStale;
    constexpr float limit = 0.25f * kSiteSkin_a * kSiteSkin_a;
    if (wants_absent(b.system) && !(norm2(cb - lists.built_at[n + i].at()) <= limit)) stale |= kAbsentStale;
    if (wants_side_chains(b.system) && !(norm2(sc - lists.built_at[2 * n + i].at()) <= limit))
        stale |= kSideChainsStale;
    return stale;
}

/// The pairs that threads of a warp have found are appended side by side, so that neighbours in the list have residues
/// of their own: threads that add forces to the same site wait for one another.
PRCT_DEVICE void append_pair(const Workspace& w, const WarpTeam& warp, List which, std::uint32_t* list, bool mine,
                             int i, int j) {
    const unsigned votes = warp.vote(mine);
    if (votes == 0) return;
    const int first = warp.first(warp.rank() == 0 ? atomicAdd(w.count + which, __popc(votes)) : 0);
    const int at = first + warp.before(votes);
    if (mine && at < w.lists.capacity[which]) list[at] = packed_pair(min(i, j), max(i, j));
}

/// Lists the pairs for which rule(j) holds, rule = rule_of(i). Pairs are (i, i + k mod n) with k up to n/2: as many for
/// each i, and partners of neighbouring threads are neighbours.
template <class RuleOf>
PRCT_DEVICE void list_pairs(const Block& b, List which, std::uint32_t* list, RuleOf&& rule_of) {
    const WarpTeam warp;
    const int n = b.system.residues, half = n / 2;
    PRCT_ONE_COPY
    for (int base = warp.number() * kWarp; base < n; base += b.team.size()) {
        const int i = base + warp.rank() < n ? base + warp.rank() : n - 1;
        const bool is = base + warp.rank() < n;
        const auto rule = rule_of(i);
        int j = i;
        PRCT_FOUR_COPIES
        for (int k = 1; k <= half; ++k) {
            j = j + 1 < n ? j + 1 : 0;
            const bool twice = 2 * k == n && i >= k;  // of an even number, opposite ones meet twice
            append_pair(b.work, warp, which, list, is && !twice && rule(j), i, j);
        }
    }
}

/// Starts a list afresh; all threads agree that it is wanted.
PRCT_DEVICE void begin_list(const Block& b, List which) {
    if (b.team.rank() == 0) b.work.count[which] = 0;
    b.team.sync();
}

/// Notes how much a list has taken; ends with the block together.
PRCT_DEVICE void end_list(const Block& b, List which) {
    b.team.sync();
    if (b.team.rank() == 0) b.work.need[which] = max(b.work.need[which], b.work.count[which]);
}

PRCT_DEVICE void list_near(const Block& b) {
    const SystemView& s = b.system;
    const Workspace& w = b.work;
    begin_list(b, kNear);
    for (int i = b.team.rank(); i < s.residues; i += b.team.size()) {
        const Vec3<float> ca = w.site(i, kSiteCA);
        w.lists.built_at[i] = {ca.x, ca.y, ca.z, b.radius[i]};
    }
    list_pairs(b, kNear, w.lists.near, [&](int i) {
        const Vec3<float> ca = w.site(i, kSiteCA);
        const float reach = kSphereSkin_a + b.radius[i];
        return [&s, &w, &b, ca, reach, i](int j) {
            return norm2(ca - w.site(j, kSiteCA)) < squared(reach + b.radius[j]) &&
                   !s.too_near(i, j, kRepulsionSeparation);
        };
    });
    end_list(b, kNear);
}

/// Pairs of one kind of site within `reach_a`; `where` is the place of what is kept of the build.
template <class Also>
PRCT_DEVICE void list_sites(const Block& b, List which, std::uint32_t* list, int site, int where, float reach_a,
                            Also&& also) {
    const Workspace& w = b.work;
    const int n = b.system.residues;
    begin_list(b, which);
    for (int i = b.team.rank(); i < n; i += b.team.size()) {
        const Vec3<float> at = w.site(i, site);
        w.lists.built_at[where * n + i] = {at.x, at.y, at.z, 0.0f};
    }
    const float reach2 = squared(reach_a + kSiteSkin_a);
    list_pairs(b, which, list, [&](int i) {
        const Vec3<float> at = w.site(i, site);
        return [&w, &also, at, reach2, site, i](int j) { return norm2(at - w.site(j, site)) < reach2 && also(i, j); };
    });
    end_list(b, which);
}

/// Makes those lists anew that are `stale` for any thread; the threads of the block come and go together.
PRCT_DEVICE void build_lists(const Block& b, unsigned stale) {
    const SystemView& s = b.system;
    const ListView& lists = b.work.lists;
    if (b.team.any(stale & kNearStale)) list_near(b);
    if (wants_absent(s) && b.team.any(stale & kAbsentStale))
        list_sites(b, kAbsent, lists.absent, kSiteCB, 1, s.constants.absence_bound_a,
                   [&s](int i, int j) { return is_absent(s, min(i, j), max(i, j)); });
    if (wants_side_chains(s) && b.team.any(stale & kSideChainsStale))
        list_sites(b, kSideChains, lists.side_chains, kSiteSC, 2, float(kBurialOuter_a),
                   [&s](int i, int j) { return !s.too_near(i, j, kBurialSeparation); });
}

/// Calls visit(i, j) for the pairs of a list.
template <class Visit>
PRCT_DEVICE void for_each_listed(const Block& b, List which, const std::uint32_t* list, Visit&& visit) {
    const int count = length_of(b.work, which);
    int k = b.team.rank();
    std::uint32_t next = k < count ? list[k] : 0;
    PRCT_ONE_COPY
    while (k < count) {
        const std::uint32_t pair = next;
        k += b.team.size();
        if (k < count) next = list[k];  // on its way while this one is worked on
        visit(first_of(pair), second_of(pair));
    }
}

/// Whether a list has been too short since the launch; all threads agree after a barrier.
PRCT_DEVICE bool have_overflown(const Workspace& w) {
    bool over = false;
    for (int k = 0; k < kLists; ++k) over |= w.need[k] > w.lists.capacity[k];
    return over;
}

}  // namespace prct::device
