// Neighbour rows of a large system: a warp looks through the cells about a residue, and about a charge.
#pragma once

#include "kernels/large_sites.h"
#include "kernels/warp_queue.h"

namespace prct::device {

/// Sorts residues and charges into their cells, a block each.
PRCT_DEVICE void sort_points(const LargeTask& t, int* scratch) {
    LargeControl& c = *t.control;
    if (c.blown_up || !c.rebuild) return;
    const BlockTeam team(nullptr);
    if (blockIdx.x == 0) {
        if (team.rank() == 0) c.count[kBonds] = 0;
        sort_cells(team, t.residue_cells, inverse_edge(t.residue_cells, __int_as_float(c.largest_radius)), scratch,
                   [&](int i) { return t.packed[i * kPlaces + kSiteCA]; });
    } else if (t.rows[kChargeRows].wanted) {
        sort_cells(team, t.charge_cells, inverse_edge(t.charge_cells, 0), scratch, [&](int k) {
            const int site = t.system->charge[k].site;
            const Point p = t.packed[site / kSites * kPlaces + site % kSites];
            return Point{p.x, p.y, p.z, 0};
        });
    }
}

/// Partners found so far, warp by warp.
struct RowWriter {
    const RowList& rows;
    std::uint32_t* entry;
    int row, length = 0;

    PRCT_DEVICE RowWriter(const RowList& list, int number)
        : rows(list), entry(list.entry + static_cast<long long>(number) * list.stride), row(number) {}

    /// Threads for which it holds append theirs.
    PRCT_DEVICE void append(const WarpTeam& warp, bool mine, std::uint32_t what) {
        const unsigned votes = warp.vote(mine);
        const int at = length + warp.before(votes);
        if (mine && at < rows.stride) entry[at] = what;
        length += __popc(votes);
    }
    PRCT_DEVICE void close(const WarpTeam& warp, int* need) const {
        if (warp.rank() != 0) return;
        rows.length[row] = length;
        if (length > rows.stride) atomicMax(need, length);
    }
};

/// Shared memory of a warp that searches.
constexpr int kSearchWords = kQueueWords + kWarp;

/// What bits of a side-chain partner say beyond its number.
constexpr std::uint32_t kHasPairPotential = 1u << 31;

/// A warp that fills the rows of residue i.
struct ResidueSearch {
    const LargeTask& t;
    const SystemView& s;
    const Workspace w;
    const WarpTeam warp{};
    const int i;
    int* near;  ///< [kWarp], shared by the warp
    RowWriter solid, side_chains, absent, dipoles;

    PRCT_DEVICE ResidueSearch(const LargeTask& task, int residue, int* shared)
        : t(task),
          s(*task.system),
          w(task.work()),
          i(residue),
          near(shared),
          solid(t.rows[kSolidRows], residue),
          side_chains(t.rows[kSideChainRows], residue),
          absent(t.rows[kAbsentRows], residue),
          dipoles(t.rows[kDipoleRows], residue) {}

    PRCT_DEVICE Vec3<float> at(int residue, int site) const { return t.packed[residue * kPlaces + site].at(); }
    PRCT_DEVICE float apart2(int j, int site) const { return norm2(at(i, site) - at(j, site)); }

    /// The partners that the threads bring; -1 for none.
    PRCT_DEVICE void list(int j) {
        const bool any = j >= 0;
        if (t.rows[kSideChainRows].wanted) {
            constexpr float reach = float(kBurialOuter_a) + kSkin_a;
            const bool is = any && !s.too_near(i, j, kBurialSeparation) && apart2(j, kSiteSC) < reach * reach;
            const std::uint32_t more = !is ? 0u
                                           : static_cast<std::uint32_t>(s.residue[j].type) << kPlaceBits |
                                                 (s.too_near(i, j, kPairSeparation) ? 0u : kHasPairPotential);
            side_chains.append(warp, is, static_cast<std::uint32_t>(j) | more);
        }
        if (t.rows[kAbsentRows].wanted) {
            const bool is = any && apart2(j, kSiteCB) < squared(s.constants.absence_bound_a + kSkin_a) &&
                            is_absent(s, min(i, j), max(i, j));
            absent.append(warp, is, static_cast<std::uint32_t>(j));
        }
        if (t.rows[kDipoleRows].wanted) {
            const bool is = any && !s.too_near(i, j, kDipoleSeparation) &&
                            norm2(middle(i) - middle(j)) < squared(s.constants.dipole_cutoff_a + kSkin_a);
            dipoles.append(warp, is, static_cast<std::uint32_t>(j));
        }
        const bool is_near = any && !s.too_near(i, j, kRepulsionSeparation) && is_within_reach(j);
        list_bonds(is_near && !s.too_near(i, j, kHydrogenBondSeparation), j);
        list_solid(is_near, j);
    }

    PRCT_DEVICE Vec3<float> middle(int residue) const { return 0.5f * (at(residue, kSiteC) + at(residue, kSiteO)); }
    PRCT_DEVICE bool is_within_reach(int j) const {
        const float radii = t.packed[i * kPlaces + kSiteCA].w + t.packed[j * kPlaces + kSiteCA].w;
        return apart2(j, kSiteCA) < squared(s.constants.widest_reach + kSkin_a + radii);
    }

    PRCT_DEVICE void list_bonds(bool may, int j) const {
        for (int turn = 0; turn < 2; ++turn) {
            const int donor = turn == 0 ? i : j, acceptor = turn == 0 ? j : i;
            constexpr float reach = float(kHydrogenBondCutoff_a) + kSkin_a;
            const bool is =
                may && s.residue[donor].is_donor() && norm2(at(donor, kSiteH) - at(acceptor, kSiteO)) < reach * reach;
            const unsigned votes = warp.vote(is);
            if (votes == 0) continue;
            const int many = __popc(votes), capacity = t.lists.capacity[kBonds];
            const int first = warp.first(warp.rank() == 0 ? atomicAdd(w.count + kBonds, many) : 0);
            const int place = first + warp.before(votes);
            if (is && place < capacity) t.lists.bonds[place] = {donor, acceptor};
            if (warp.rank() == 0 && first + many > capacity) atomicMax(w.need + kBonds, first + many);
        }
    }

    /// Site pairs with the residues that are near, spread evenly over the threads.
    PRCT_DEVICE void list_solid(bool is_near, int j) {
        constexpr int combinations = kSolidSites * kSolidSites;
        const unsigned votes = warp.vote(is_near);
        if (is_near) near[warp.before(votes)] = j;
        warp.sync();
        const int items = __popc(votes) * combinations;
        for (int first = 0; first < items; first += kWarp) {
            const int item = first + warp.rank();
            std::uint32_t entry = 0;
            const bool is = item < items && is_solid_pair(near[item / combinations], item % combinations / kSolidSites,
                                                          item % kSolidSites, entry);
            solid.append(warp, is, entry);
        }
        warp.sync();
    }

    /// C(i)-N(i+2) do not repel: `repels` of pair_rules.hpp.
    PRCT_DEVICE bool is_solid_pair(int j, int a, int b, std::uint32_t& entry) const {
        if (!(s.residue[i].solid >> a & 1) || !(s.residue[j].solid >> b & 1)) return false;
        const int of_lower = i < j ? a : b, of_higher = i < j ? b : a;
        if (of_lower == kSiteC && of_higher == kSiteN && s.too_near(i, j, kRepulsionSeparation + 1)) return false;
        const int kind = solid_pair(a, b);
        entry = static_cast<std::uint32_t>(j * kPlaces + b) | static_cast<std::uint32_t>(a) << kPlaceBits |
                static_cast<std::uint32_t>(kind) << kKindShift;
        return norm2(at(i, a) - at(j, b)) < squared(s.constants.reach[kind] + kSkin_a);
    }

    PRCT_DEVICE void close() const {
        int* const need = t.control->row_need;
        solid.close(warp, need + kSolidRows);
        if (t.rows[kSideChainRows].wanted) side_chains.close(warp, need + kSideChainRows);
        if (t.rows[kAbsentRows].wanted) absent.close(warp, need + kAbsentRows);
        if (t.rows[kDipoleRows].wanted) dipoles.close(warp, need + kDipoleRows);
        if (warp.rank() < kSites) t.built_at[i * kPlaces + warp.rank()] = t.packed[i * kPlaces + warp.rank()];
    }
};

/// Calls list(j) by all threads, with -1 for none, until every thread's candidate of the cells about `own` that i owns
/// has come; `reach` is added to the radii.
template <class List>
PRCT_DEVICE void for_each_candidate(const CellView& cells, const WarpTeam& warp, int* shared, int at, float cells_per_a,
                                    List&& list) {
    const Point own = cells.sphere[at];
    const int i = cells.order[at];
    WarpQueue queue{shared};
    for_each_run(cells, own, cells_per_a, [&](int first, int end) {
        for (int base = first; base < end; base += kWarp) {
            const int k = base + warp.rank();
            bool is = false;
            int j = -1;
            if (k < end) {
                const Point other = cells.sphere[k];
                j = cells.order[k];
                is = j != i && owns(i, j) && norm2(own.at() - other.at()) < squared(cells.reach_a + own.w + other.w);
            }
            queue.push(warp, is, j);
            if (queue.count >= kWarp) list(queue.pop(warp));
        }
    });
    if (queue.count > 0) list(queue.pop(warp));
}

PRCT_DEVICE void search_residue(const LargeTask& t, int at, int* shared) {
    ResidueSearch search(t, t.residue_cells.order[at], shared + 2 * kWarp);
    const float cells_per_a = inverse_edge(t.residue_cells, __int_as_float(t.control->largest_radius));
    for_each_candidate(t.residue_cells, search.warp, shared, at, cells_per_a, [&](int j) { search.list(j); });
    search.close();
}

/// Row of charge p: places of the charges that it meets.
PRCT_DEVICE void search_charge(const LargeTask& t, int at, int* shared) {
    const CellView& cells = t.charge_cells;
    const WarpTeam warp;
    RowWriter row(t.rows[kChargeRows], cells.order[at]);
    for_each_candidate(cells, warp, shared, at, inverse_edge(cells, 0), [&](int q) {
        const int site = q < 0 ? 0 : t.system->charge[q].site;
        row.append(warp, q >= 0, static_cast<std::uint32_t>(site / kSites * kPlaces + site % kSites));
    });
    row.close(warp, t.control->row_need + kChargeRows);
}

/// A warp a residue, then a warp a charge. `shared`: kSearchWords a warp.
PRCT_DEVICE void search_neighbours(const LargeTask& t, int* shared) {
    if (t.control->blown_up || !t.control->rebuild) return;
    const GridTeam team;
    const int residues = t.system->residues, charges = t.rows[kChargeRows].wanted ? t.system->charges : 0;
    int* const own = shared + WarpTeam().number() * kSearchWords;
    for (int k = team.rank() / kWarp; k < residues + charges; k += team.size() / kWarp) {
        if (k < residues)
            search_residue(t, k, own);
        else
            search_charge(t, k - residues, own);
    }
}

}  // namespace prct::device
