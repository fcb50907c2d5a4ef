// Terms over listed pairs on the device (Eqs. 8, 9a, 11, 12).
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/neighbour_lists.h"
#include "prct/physics/contact_term.h"
#include "prct/physics/debye_huckel_term.h"
#include "prct/physics/dipole_term.h"

namespace prct::device {

/// A term of the squared distance of two sites: `slope` is dE/d(r²), d = a - b.
PRCT_DEVICE void push_pair(const Workspace& w, int a, int b, const Vec3<float>& d, float slope) {
    const Vec3<float> g = (2.0f * slope) * d;
    const int x = force_units(g.x), y = force_units(g.y), z = force_units(g.z);
    int *const on_a = w.forces + 3 * a, *const on_b = w.forces + 3 * b;
    atomicAdd(on_a + 0, x);
    atomicAdd(on_a + 1, y);
    atomicAdd(on_a + 2, z);
    atomicAdd(on_b + 0, -x);
    atomicAdd(on_b + 1, -y);
    atomicAdd(on_b + 2, -z);
}

/// Eq. 8 of a donor i and an acceptor j.
PRCT_DEVICE float push_bond(const Workspace& w, int i, int j, float epsilon) {
    HydrogenBondGradient<float> g;
    const float e =
        hydrogen_bond_energy(w.site(i, kSiteN), w.site(i, kSiteH), w.site(j, kSiteO), w.site(j, kSiteC), epsilon, g);
    if (e == 0) return 0;
    add_force(w.force(i, kSiteN), g.n);
    add_force(w.force(i, kSiteH), g.h);
    add_force(w.force(j, kSiteO), g.o);
    add_force(w.force(j, kSiteC), g.c);
    return e;
}

/// Eq. 8.
template <bool kEnergies, class Team>
PRCT_DEVICE void add_hydrogen_bonds(const Team& team, const SystemView& s, const Workspace& w, const ScaleView& scale) {
    const float epsilon = s.constants.hydrogen_bond * scale.factor[kHydrogenBond];
    if (epsilon == 0) return;
    EnergySum energy;
    const int count = length_of(w, kBonds);
    PRCT_ONE_COPY
    for (int k = team.rank(); k < count; k += team.size()) {
        const auto [i, j] = w.lists.bonds[k];
        const float e = push_bond(w, i, j, epsilon);
        if (kEnergies) energy.add(e);
    }
    if (kEnergies) energy.publish(w.energy + kHydrogenBond);
}

/// Eq. 9a.
template <bool kEnergies>
PRCT_DEVICE void add_absence(const Block& block, const ScaleView& scale) {
    const Constants& c = block.system.constants;
    const Workspace& w = block.work;
    const float epsilon = c.absence * scale.factor[kAbsence];
    if (epsilon == 0) return;
    EnergySum energy;
    for_each_listed(block, kAbsent, w.lists.absent, [&](int i, int j) {
        const int a = i * kSites + kSiteCB, b = j * kSites + kSiteCB;
        const Vec3<float> d = w.site(a) - w.site(b);
        float slope;
        const float e = absence_energy(norm2(d), c.absence_bound_a, epsilon, slope);
        if (slope == 0) return;
        push_pair(w, a, b, d, slope);
        if (kEnergies) energy.add(e);
    });
    if (kEnergies) energy.publish(w.energy + kAbsence);
}

/// Calls visit(i, j) for every pair of `n` things, as many for each i.
template <class Team, class Visit>
PRCT_DEVICE void for_each_pair(const Team& team, int n, Visit&& visit) {
    PRCT_ONE_COPY
    for (long long item = team.rank(); item < static_cast<long long>(n) * (n / 2); item += team.size()) {
        const int i = static_cast<int>(item % n), k = static_cast<int>(item / n) + 1;
        if (2 * k == n && i >= k) continue;
        visit(i, i + k < n ? i + k : i + k - n);
    }
}

/// Eq. 11, all pairs of charges.
template <bool kEnergies, class Team>
PRCT_DEVICE void add_charges(const Team& team, const SystemView& s, const Workspace& w, const ScaleView& scale) {
    const float factor = scale.factor[kElectrostatic];
    if (factor == 0) return;
    const Constants& c = s.constants;
    const DebyeHuckel<float> screened{c.charge_strength, c.charge_inverse_length, c.charge_cutoff2,
                                      c.charge_energy_at_cutoff, c.charge_slope_at_cutoff};
    EnergySum energy;
    for_each_pair(team, s.charges, [&](int p, int q) {
        const ChargeRow a = s.charge[p], b = s.charge[q];
        const Vec3<float> d = w.site(a.site) - w.site(b.site);
        const float r2 = norm2(d);
        if (r2 >= screened.cutoff2) return;
        float slope;
        const float e = debye_huckel_energy(factor * a.charge_e * b.charge_e, r2, screened, slope);
        push_pair(w, a.site, b.site, d, slope);
        if (kEnergies) energy.add(e);
    });
    if (kEnergies) energy.publish(w.energy + kElectrostatic);
}

/// Eq. 12, all pairs of peptide groups.
template <bool kEnergies, class Team>
PRCT_DEVICE void add_dipoles(const Team& team, const SystemView& s, const Workspace& w, const ScaleView& scale) {
    const float j0 = s.constants.dipole_j0 * scale.factor[kDipole];
    if (j0 == 0) return;
    EnergySum energy;
    for_each_pair(team, s.residues, [&](int i, int j) {
        if (s.too_near(i, j, kDipoleSeparation)) return;
        const Vec3<float> oi = w.site(i, kSiteO), ci = w.site(i, kSiteC), oj = w.site(j, kSiteO),
                          cj = w.site(j, kSiteC);
        CarbonylGradient<float> g;
        const float e = carbonyl_dipole_energy(ci, oi, cj, oj, j0, s.constants.dipole_cutoff_a, g);
        if (e == 0) return;
        add_force(w.force(i, kSiteC), g.c1);
        add_force(w.force(i, kSiteO), g.o1);
        add_force(w.force(j, kSiteC), g.c2);
        add_force(w.force(j, kSiteO), g.o2);
        if (kEnergies) energy.add(e);
    });
    if (kEnergies) energy.publish(w.energy + kDipole);
}

}  // namespace prct::device
