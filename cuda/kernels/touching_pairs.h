// Eqs. 7 and 8 by the warps of a block. Near pairs of residues are sieved in steps: spheres that touch, sites of one
// residue in the sphere of the other, pairs of sites within reach, and hydrogen bonds. What passes a step waits in a
// queue until there is one for every thread of a warp.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/neighbour_lists.h"
#include "kernels/pair_terms.h"
#include "prct/physics/repulsion_term.h"

namespace prct::device {

/// What waits is a pair of residues and, above it, the site of the first, then that of the second; or a bond's
/// direction.
constexpr int kSiteShift = 2 * kResidueBits, kSiteBits = 3, kOtherSiteShift = kSiteShift + kSiteBits;
constexpr int kSiteMask = (1 << kSiteBits) - 1;
static_assert(kSolidSites % kSitesAtOnce == 0);

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
          bonds_{pairs_.waiting + kQueueWords},
          inside_{bonds_.waiting + kQueueWords},
          meeting_{inside_.waiting + queue_words(kSitesAtOnce)} {}

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
            sieve(pair, last);
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
        return norm2(w_.site(i, kSiteCA) - w_.site(j, kSiteCA)) < squared(b_.radius[i] + b_.radius[j]);
    }

    /// Pairs that the threads bring, -1 for none; after the last ones nothing waits any more.
    PRCT_DEVICE void sieve(int pair, bool last) {
        if (bond_ != 0) look_for_bonds(pair, last);
        if (repulsion_ != 0) look_for_sites(pair, last);
    }

    PRCT_DEVICE void look_for_bonds(int pair, bool last) {
        const unsigned found = pair < 0 ? 0u : bonds_of(pair);
        PRCT_ONE_COPY
        for (int way = 0; way < 2; ++way) {
            bonds_.push(warp_, found >> way & 1u, pair | way << kSiteShift);
            const bool ends = last && way == 1;
            PRCT_ONE_COPY
            while (bonds_.full() || (ends && bonds_.count > 0)) add_bond(bonds_.pop(warp_));
        }
    }

    PRCT_DEVICE void look_for_sites(int pair, bool last) {
        const unsigned found = pair < 0 ? 0u : sites_inside(pair);
        PRCT_ONE_COPY
        for (int first = 0; first < kSolidSites; first += kSitesAtOnce) {
            inside_.push_bits<kSitesAtOnce>(warp_, found >> first, pair + (first << kSiteShift), kSiteShift);
            const bool ends = last && first + kSitesAtOnce == kSolidSites;
            PRCT_ONE_COPY
            for (bool done = false; !done && (inside_.full() || ends);) {
                const int site = inside_.pop(warp_);
                done = inside_.count == 0;
                meet(site, ends && done);
            }
        }
    }

    /// Pairs of the sites that the threads bring, -1 for none, with those of the other residue.
    PRCT_DEVICE void meet(int site, bool last) {
        const unsigned found = site < 0 ? 0u : sites_within_reach(site);
        PRCT_ONE_COPY
        for (int first = 0; first < kSolidSites; first += kSitesAtOnce) {
            meeting_.push_bits<kSitesAtOnce>(warp_, found >> first, site + (first << kOtherSiteShift), kOtherSiteShift);
            const bool ends = last && first + kSitesAtOnce == kSolidSites;
            PRCT_ONE_COPY
            while (meeting_.full() || (ends && meeting_.count > 0)) add_sites(meeting_.pop(warp_));
        }
    }

    PRCT_DEVICE bool may_bond(int donor, int acceptor) const {
        constexpr auto cutoff2 = float(kHydrogenBondCutoff_a * kHydrogenBondCutoff_a);
        return norm2(w_.site(donor, kSiteH) - w_.site(acceptor, kSiteO)) < cutoff2 && (b_.tag[donor] & kDonorTag);
    }

    /// Bit 0: the first residue may give a hydrogen to the second; bit 1: the second to the first.
    PRCT_DEVICE unsigned bonds_of(int pair) const {
        const int i = first_of(pair), j = second_of(pair);
        const unsigned found = (may_bond(i, j) ? 1u : 0u) | (may_bond(j, i) ? 2u : 0u);
        return found != 0 && s_.too_near(i, j, kHydrogenBondSeparation) ? 0u : found;
    }

    PRCT_DEVICE void add_bond(int found) {
        if (found < 0) return;
        const bool back = found >> kSiteShift;
        const int i = back ? second_of(found) : first_of(found), j = back ? first_of(found) : second_of(found);
        const float e = push_bond(w_, i, j, bond_);
        if (kEnergies) bonded_.add(e);
    }

    /// Bit a: site a of the first residue comes as close to CA of the second as its sphere reaches.
    PRCT_DEVICE unsigned sites_inside(int pair) const {
        const int i = first_of(pair), j = second_of(pair);
        const Vec3<float> ca = w_.site(j, kSiteCA);
        const float radius = b_.radius[j];
        unsigned found = 0;
        for (int a = 0; a < kSolidSites; ++a)
            found |= static_cast<unsigned>(norm2(w_.site(i, a) - ca) < squared(radius + s_.constants.pad[a])) << a;
        return found & b_.tag[i] & kSolidTags;
    }

    /// Bit b: site b of the second residue is within reach of the site of the first that is named above the pair.
    PRCT_DEVICE unsigned sites_within_reach(int site) const {
        const int i = first_of(site), j = second_of(site), a = site >> kSiteShift & kSiteMask;
        const Vec3<float> at = w_.site(i, a);
        const float* reach2 = b_.head.reach2 + a * kSolidSites;
        unsigned found = 0;
        for (int b = 0; b < kSolidSites; ++b)
            found |= static_cast<unsigned>(norm2(at - w_.site(j, b)) < reach2[b]) << b;
        // C(i)-N(i+2): see `repels` of pair_rules.hpp.
        if (found & 1u << kSiteN && a == kSiteC && s_.too_near(i, j, kRepulsionSeparation + 1))
            found &= ~(1u << kSiteN);
        return found & b_.tag[j] & kSolidTags;
    }

    PRCT_DEVICE void add_sites(int found) {
        if (found < 0) return;
        const int p = found >> kSiteShift & kSiteMask, q = found >> kOtherSiteShift & kSiteMask;
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
    WarpQueue pairs_, bonds_, inside_, meeting_;
    EnergySum pushed_, bonded_;
};

}  // namespace prct::device
