// Eqs. 7 and 8 by the warps of a block. Near pairs of residues whose spheres touch are collected until there is one for
// every thread of a warp; so are the pairs of sites within reach that these find, and the hydrogen bonds.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/neighbour_lists.h"
#include "kernels/pair_terms.h"
#include "prct/physics/repulsion_term.h"

namespace prct::device {

/// What waits in a queue is a pair of residues and, above it, which sites: 6 a + b, or the direction of a bond.
constexpr int kDetailShift = 2 * kResidueBits;

template <bool kEnergies>
class TouchingPairs {
   public:
    PRCT_DEVICE TouchingPairs(const Block& block, const ScaleView& scale)
        : b_(block),
          s_(block.system),
          w_(block.work),
          repulsion_(s_.constants.repulsion * scale.factor[kRepulsion]),
          bond_(s_.constants.hydrogen_bond * scale.factor[kHydrogenBond]),
          pairs_{block.queue(warp_.number())},
          sites_{pairs_.waiting + kQueueWords},
          bonds_{sites_.waiting + kQueueWords} {}

    PRCT_DEVICE void add() {
        if (repulsion_ == 0 && bond_ == 0) return;
        const int count = length_of(w_, kNear), step = b_.team.size();
        int first = warp_.number() * kWarp;
        int next = near(first, count);
        bool last = false;
        PRCT_ONE_COPY
        while (!last) {
            const bool more = first < count;
            if (more) {
                const int pair = next;
                first += step;
                next = near(first, count);  // on its way while this one is worked on
                pairs_.push(warp_, pair >= 0 && touch(pair), pair);
            }
            if (!pairs_.full() && more) continue;
            const int pair = pairs_.pop(warp_);
            last = !more && pairs_.count == 0;
            look_for_bonds(pair, last);
            look_for_sites(pair, last);
        }
        if (kEnergies) {
            pushed_.publish(w_.energy + kRepulsion);
            bonded_.publish(w_.energy + kHydrogenBond);
        }
    }

   private:
    /// The pair of this thread among those from `first` on; -1 where there is none.
    PRCT_DEVICE int near(int first, int count) const {
        const int k = first + warp_.rank();
        return k < count ? static_cast<int>(w_.lists.near[k]) : -1;
    }

    PRCT_DEVICE bool touch(int pair) const {
        const int i = first_of(pair), j = second_of(pair);
        return norm2(w_.site(i, kSiteCA) - w_.site(j, kSiteCA)) <
               squared(s_.constants.widest_reach + b_.radius[i] + b_.radius[j]);
    }

    PRCT_DEVICE bool may_bond(int donor, int acceptor) const {
        constexpr auto cutoff2 = float(kHydrogenBondCutoff_a * kHydrogenBondCutoff_a);
        return norm2(w_.site(donor, kSiteH) - w_.site(acceptor, kSiteO)) < cutoff2 && (b_.tag[donor] & kDonorTag);
    }

    PRCT_DEVICE void look_for_bonds(int pair, bool last) {
        if (bond_ == 0) return;
        const int i = first_of(pair), j = second_of(pair);
        const bool is = pair >= 0 && !s_.too_near(i, j, kHydrogenBondSeparation);
        bonds_.push(warp_, is && may_bond(i, j), pair);
        bonds_.push(warp_, is && may_bond(j, i), pair | 1 << kDetailShift);
        PRCT_ONE_COPY
        while (bonds_.full() || (last && bonds_.count > 0)) add_bond(bonds_.pop(warp_));
    }

    PRCT_DEVICE void add_bond(int found) {
        if (found < 0) return;
        const bool back = found >> kDetailShift;
        const int i = back ? second_of(found) : first_of(found), j = back ? first_of(found) : second_of(found);
        HydrogenBondGradient<float> g;
        const float e = hydrogen_bond_energy(w_.site(i, kSiteN), w_.site(i, kSiteH), w_.site(j, kSiteO),
                                             w_.site(j, kSiteC), bond_, g);
        if (e == 0) return;
        add_force(w_.force(i, kSiteN), g.n);
        add_force(w_.force(i, kSiteH), g.h);
        add_force(w_.force(j, kSiteO), g.o);
        add_force(w_.force(j, kSiteC), g.c);
        if (kEnergies) bonded_.add(e);
    }

    /// Bit 6 a + b: sites a and b of the two residues are within reach.
    PRCT_DEVICE unsigned long long sites_within_reach(int pair) const {
        const int i = first_of(pair), j = second_of(pair);
        Vec3<float> other[kSolidSites];
        for (int b = 0; b < kSolidSites; ++b) other[b] = w_.site(j, b);
        // C(i)-N(i+2): see `repels` of pair_rules.hpp.
        const bool tied = s_.too_near(i, j, kRepulsionSeparation + 1);
        const unsigned solid_i = b_.tag[i], solid_j = b_.tag[j];
        const float* reach2 = b_.head.reach2;
        unsigned long long found = 0;
        PRCT_ONE_COPY
        for (int a = 0; a < kSolidSites; ++a, reach2 += kSolidSites) {
            const Vec3<float> at = w_.site(i, a);
            unsigned within = 0;
            for (int b = 0; b < kSolidSites; ++b)
                within |= static_cast<unsigned>(norm2(at - other[b]) < reach2[b]) << b;
            within &= solid_j;
            if (tied && a == kSiteC) within &= ~(1u << kSiteN);
            if (solid_i >> a & 1) found |= static_cast<unsigned long long>(within) << kSolidSites * a;
        }
        return found;
    }

    PRCT_DEVICE void look_for_sites(int pair, bool last) {
        if (repulsion_ == 0) return;
        unsigned long long found = pair >= 0 ? sites_within_reach(pair) : 0;
        PRCT_ONE_COPY
        while (true) {
            const bool any = warp_.vote(found != 0) != 0;
            if (any) {
                const int which = __ffsll(static_cast<long long>(found)) - 1;
                sites_.push(warp_, found != 0, pair | which << kDetailShift);
                found &= found - 1;
            }
            if (sites_.full() || (last && !any && sites_.count > 0)) add_sites(sites_.pop(warp_));
            if (!any && !(last && sites_.count > 0)) return;
        }
    }

    PRCT_DEVICE void add_sites(int found) {
        if (found < 0) return;
        const int which = found >> kDetailShift, p = which / kSolidSites, q = which % kSolidSites;
        const int a = first_of(found) * kSites + p, b = second_of(found) * kSites + q;
        const Vec3<float> d = w_.site(a) - w_.site(b);
        float slope;
        const float e = repulsion_energy(norm2(d), s_.constants.inverse_reach2[solid_pair(p, q)], repulsion_, slope);
        push_pair(w_, a, b, d, slope);
        if (kEnergies) pushed_.add(e);
    }

    const Block& b_;
    const SystemView& s_;
    const Workspace& w_;
    const WarpTeam warp_{};
    const float repulsion_, bond_;
    WarpQueue pairs_, sites_, bonds_;
    EnergySum pushed_, bonded_;
};

}  // namespace prct::device
