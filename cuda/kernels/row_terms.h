// Terms over the rows of a large system (Eqs. 7, 9a, 10, 11, 12): a warp a row. What the row's residue feels is summed
// by the warp before it goes to memory; its partners get theirs at once.
#pragma once

#include "kernels/large_lists.h"
#include "kernels/restraints.h"
#include "prct/physics/repulsion_term.h"

namespace prct::device {

/// What a thread has summed for one site, in units of force.
struct SiteSum {
    int x = 0, y = 0, z = 0;

    PRCT_DEVICE void add(const Vec3<float>& g) {
        x += force_units(g.x);
        y += force_units(g.y);
        z += force_units(g.z);
    }
    /// The warp's sum goes to the gradient at `at`.
    PRCT_DEVICE void publish(const WarpTeam& warp, int* at) const {
        const int all_x = warp.sum(x), all_y = warp.sum(y), all_z = warp.sum(z), k = warp.rank();
        const int mine = k == 0 ? all_x : k == 1 ? all_y : all_z;
        if (k < 3 && mine != 0) atomicAdd(at + k, mine);
    }
};

/// A row and the warp that serves it.
struct Row {
    const LargeTask& t;
    const WarpTeam warp{};
    const int number, length;
    const std::uint32_t* entry;

    PRCT_DEVICE Row(const LargeTask& task, const RowList& rows, int k)
        : t(task),
          number(k),
          length(min(rows.length[k], rows.stride)),
          entry(rows.entry + static_cast<long long>(k) * rows.stride) {}

    /// Calls visit(entry) for every entry of the row, spread over the threads.
    template <class Visit>
    PRCT_DEVICE void each(Visit&& visit) const {
        int k = warp.rank();
        std::uint32_t now = k < length ? __ldg(entry + k) : 0;
        while (k < length) {
            k += kWarp;
            const std::uint32_t next = k < length ? __ldg(entry + k) : 0;  // on its way while this one is worked on
            visit(now);
            now = next;
        }
    }
    PRCT_DEVICE Point point(int place) const { return read_only(t.packed + place); }
};

constexpr std::uint32_t kPlaceMask = (1u << kPlaceBits) - 1;
/// Shared memory of a warp that adds up pairs: 3 sums for each site of its residue.
constexpr int kSumWords = kWarp;
static_assert(3 * kSites <= kSumWords);

/// Eq. 7. Sums of the row's residue are in the shared memory `sums` of the warp, as its pairs have different sites.
template <bool kEnergies>
PRCT_DEVICE void add_solid_row(const Row& row, float epsilon, const float* inverse_reach2, int* sums,
                               EnergySum& energy) {
    sums[row.warp.rank()] = 0;
    row.warp.sync();
    const int own = row.number * kPlaces;
    row.each([&](std::uint32_t entry) {
        const int place = static_cast<int>(entry & kPlaceMask), a = static_cast<int>(entry >> kPlaceBits & 7u);
        const Vec3<float> d = row.point(own + a).at() - row.point(place).at();
        float slope;
        const float e = repulsion_energy(norm2(d), inverse_reach2[entry >> kKindShift], epsilon, slope);
        if (slope == 0) return;
        const Vec3<float> g = (2.0f * slope) * d;
        add_force(sums + 3 * a, g);
        add_force(row.t.force_at(place), -g);
        if (kEnergies) energy.add(e);
    });
    row.warp.sync();
    const int k = row.warp.rank();
    if (k < 3 * kSites && sums[k] != 0) atomicAdd(row.t.forces + 3 * kSites * row.number + k, sums[k]);
    row.warp.sync();
}

/// A row whose pairs act between one site of the residue and one of the partner: slope_of(entry, d, e) is dE/d(r²),
/// place_of(entry) the partner's place.
template <bool kEnergies, class PlaceOf, class SlopeOf>
PRCT_DEVICE void add_central_row(const Row& row, int own_place, PlaceOf&& place_of, SlopeOf&& slope_of,
                                 EnergySum& energy) {
    const Vec3<float> at = row.point(own_place).at();
    SiteSum sum;
    row.each([&](std::uint32_t entry) {
        const int place = place_of(entry);
        const Point other = row.point(place);
        const Vec3<float> d = at - other.at();
        float e = 0;
        const float slope = slope_of(entry, other.w, norm2(d), e);
        if (kEnergies) energy.add(e);
        if (slope == 0) return;
        const Vec3<float> g = (2.0f * slope) * d;
        sum.add(g);
        add_force(row.t.force_at(place), -g);
    });
    sum.publish(row.warp, row.t.force_at(own_place));
}

/// The place of a site of the partner that an entry names.
template <int kSite>
struct PlaceOf {
    PRCT_DEVICE int operator()(std::uint32_t entry) const {
        return static_cast<int>(entry & kPlaceMask) * kPlaces + kSite;
    }
};

/// Eq. 9a.
template <bool kEnergies>
PRCT_DEVICE void add_absent_row(const Row& row, float bound_a, float epsilon, EnergySum& energy) {
    add_central_row<kEnergies>(
        row, row.number * kPlaces + kSiteCB, PlaceOf<kSiteCB>{},
        [&](std::uint32_t, float, float r2, float& e) {
            float slope;
            e = absence_energy(r2, bound_a, epsilon, slope);
            return slope;
        },
        energy);
}

/// V_pair of Eq. 10, and neighbours counted.
template <bool kEnergies>
PRCT_DEVICE void add_side_chain_row(const Row& row, float pair, bool buries, EnergySum& energy) {
    const SystemView& s = *row.t.system;
    const int type = s.residue[row.number].type;
    int neighbours = 0;
    add_central_row<kEnergies>(
        row, row.number * kPlaces + kSiteSC, PlaceOf<kSiteSC>{},
        [&](std::uint32_t entry, float, float r2, float& e) {
            float slope = 0;
            if (buries) {
                const int step = __float2int_rn(burial_step(r2, slope) * kCountUnits);
                neighbours += step;
                if (step != 0) atomicAdd(row.t.neighbours + (entry & kPlaceMask), step);
            }
            if (pair == 0 || r2 >= float(kPairCutoff_a * kPairCutoff_a) || !(entry & kHasPairPotential)) return 0.0f;
            const int other = static_cast<int>(entry >> kPlaceBits & 31u);
            e = pair *
                pair_potential_energy(s.pair_coefficients + type_pair(type, other) * pair_coefficients, r2, slope);
            return pair * slope;
        },
        energy);
    const int sum = row.warp.sum(neighbours);
    if (row.warp.rank() == 0 && sum != 0) atomicAdd(row.t.neighbours + row.number, sum);
}

/// The forces of V_solv, from dV/dn.
PRCT_DEVICE void add_burial_row(const Row& row) {
    const float own = row.t.pull[row.number];
    EnergySum none;
    add_central_row<false>(
        row, row.number * kPlaces + kSiteSC, PlaceOf<kSiteSC>{},
        [&](std::uint32_t entry, float, float r2, float&) {
            float slope;
            burial_step(r2, slope);
            return slope == 0 ? 0.0f : (own + row.t.pull[entry & kPlaceMask]) * slope;
        },
        none);
}

/// Eq. 11; rows are those of charges.
template <bool kEnergies>
PRCT_DEVICE void add_charge_row(const Row& row, float factor, const DebyeHuckel<float>& screened, EnergySum& energy) {
    const ChargeRow own = row.t.system->charge[row.number];
    add_central_row<kEnergies>(
        row, own.site / kSites * kPlaces + own.site % kSites,
        [](std::uint32_t entry) { return static_cast<int>(entry); },
        [&](std::uint32_t, float charge_e, float r2, float& e) {
            if (r2 >= screened.cutoff2) return 0.0f;
            float slope;
            e = debye_huckel_energy(factor * own.charge_e * charge_e, r2, screened, slope);
            return slope;
        },
        energy);
}

/// Eq. 12.
template <bool kEnergies>
PRCT_DEVICE void add_dipole_row(const Row& row, float j0, float cutoff_a, EnergySum& energy) {
    const int i = row.number * kPlaces;
    const Vec3<float> c = row.point(i + kSiteC).at(), o = row.point(i + kSiteO).at();
    SiteSum on_c, on_o;
    row.each([&](std::uint32_t entry) {
        const int j = static_cast<int>(entry) * kPlaces;
        CarbonylGradient<float> g;
        const float e =
            carbonyl_dipole_energy(c, o, row.point(j + kSiteC).at(), row.point(j + kSiteO).at(), j0, cutoff_a, g);
        if (e == 0) return;
        on_c.add(g.c1);
        on_o.add(g.o1);
        add_force(row.t.force_at(j + kSiteC), g.c2);
        add_force(row.t.force_at(j + kSiteO), g.o2);
        if (kEnergies) energy.add(e);
    });
    on_c.publish(row.warp, row.t.force_at(i + kSiteC));
    on_o.publish(row.warp, row.t.force_at(i + kSiteO));
}

}  // namespace prct::device
