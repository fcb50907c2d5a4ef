#include "prct/energy/site_stiffness.hpp"

#include <algorithm>

#include "prct/energy/pair_rules.hpp"
#include "prct/energy/restraint_terms.hpp"
#include "prct/energy/sites.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/contact_term.h"
#include "prct/physics/dipole_term.h"
#include "prct/physics/pair_potential_term.h"
#include "prct/physics/repulsion_term.h"
#include "prct/physics/spline_term.h"

namespace prct {

namespace {

/// C=O of ideal geometry, Eq. 2 (Å).
constexpr double kCarbonyl_a = 1.231;
/// Charges within this distance are counted by the domain, the others by their number (Å).
constexpr double kNearCharges_a = 10.0;

/// Adds a pair term at one of its two sites, `count` times. Half of a pair's displacement squared is at most the sum of
/// those of its ends, hence 2.
void add(SiteStiffness& s, Term term, int site, const PairCurvature& bound, double count) {
    s.stiffness[term][site] += 2 * count * bound.stiffness;
    s.force[term][site] += count * bound.force;
}

PairCurvature larger(const PairCurvature& a, const PairCurvature& b) {
    return {std::max(a.stiffness, b.stiffness), std::max(a.force, b.force)};
}

PairCurvature times(double factor, const PairCurvature& a) { return {factor * a.stiffness, factor * a.force}; }

/// The terms whose bound depends on the kind of residue only, by residue type.
SiteStiffness of_type(const System& system, int type, const TermScales& scales, const SpectralDomain& domain) {
    const ForceField& ff = system.force_field;
    SiteStiffness s;
    s.longest_side_chain = side_chain_ratio(type);
    for (int a = 0; a < kSiteH; ++a) {
        if (!has_repulsive_site(type, a)) continue;
        PairCurvature most{};
        for (int b = 0; b < kSiteH; ++b)
            most = larger(most,
                          repulsion_curvature_bound(repulsion_reach_a(a, b), ff.repulsion * scales.factor[kRepulsion]));
        add(s, kRepulsion, a, most, domain.overlaps);
    }
    s.hydrogen_bond =
        hydrogen_bond_curvature_bound(domain.hydrogen_bonds * ff.hydrogen_bond * scales.factor[kHydrogenBond]);
    if (!system.absence.empty())
        add(s, kAbsence, kSiteCB, absence_curvature_bound(ff.absence_bound_a, ff.absence * scales.factor[kAbsence]),
            domain.absent);
    const double dipole = dipole_curvature_bound(ff.dipole_j0 * scales.factor[kDipole], ff.dipole_cutoff_a,
                                                 domain.nearest_a, kCarbonyl_a);
    for (const int site : {kSiteC, kSiteO}) s.stiffness[kDipole][site] += domain.overlaps * dipole;
    const PairPotentialTable& table = system.pair_potential();
    PairCurvature pair{}, burial{};
    for (int other = 0; other < residue_types; ++other) {
        const auto* curve = &table.pair[std::size_t(type_pair(type, other)) * pair_coefficients];
        pair = larger(pair, pair_potential_curvature_bound(curve));
        const auto* worth = &table.burial[std::size_t(other) * burial_coefficients];
        burial = larger(burial, burial_curvature_bound(worth, domain.neighbours));
    }
    add(s, kPair, kSiteSC, times(ff.pair * scales.factor[kPair], pair), domain.neighbours);
    // either end of a pair counts the other
    add(s, kBurial, kSiteSC, times(ff.burial * scales.factor[kBurial], burial), 2 * domain.neighbours);
    return s;
}

void add_charges(const System& system, const TermScales& scales, const SpectralDomain& domain,
                 std::vector<SiteStiffness>& sites) {
    if (scales.factor[kElectrostatic] == 0) return;
    const auto screened = screened_coulomb(system.force_field);
    const auto charges = charge_sites(system);
    const double near = std::min<double>(domain.overlaps, charges.size());
    for (const ChargeSite& c : charges) {
        const double product = scales.factor[kElectrostatic] * c.charge_e;
        add(sites[c.residue], kElectrostatic, c.site, debye_huckel_curvature_bound(product, screened, domain.nearest_a),
            near);
        add(sites[c.residue], kElectrostatic, c.site, debye_huckel_curvature_bound(product, screened, kNearCharges_a),
            static_cast<double>(charges.size()) - near);
    }
}

/// One restraint alone. Members of a group: with d = (Σ d⁻⁶)^(-1/6) the weights (d/d_m)⁷ are at most 1 in sum, so that
/// each member counts as if it were alone; ∇²d adds where V' < 0, no more than 7 |V'|/d.
PairCurvature restraint_bound(const System& system, const Restraint& r, double saturation, double nearest,
                              bool grouped) {
    const ForceField& ff = system.force_field;
    PairCurvature bound;
    if (r.spline >= 0) {
        const DistanceSpline& s = system.splines[r.spline];
        bound = spline_curvature_bound(s.knots_a.data(), s.values.data(), s.slopes.data(),
                                       static_cast<int>(s.knots_a.size()), nearest);
    } else {
        bound = robust_loss_curvature_bound(r.scale_a, saturation, ff.huber_delta, ff.log_c);
    }
    if (grouped && (r.spline >= 0 || r.lower_a > 0)) bound.stiffness += 7 * bound.force / nearest;
    return bound;
}

void add_restraints(const System& system, const TermScales& scales, const SpectralDomain& domain,
                    std::vector<SiteStiffness>& sites) {
    const double factor = system.force_field.contact * scales.factor[kContact];
    const auto& all = system.restraints;
    for (std::size_t k = 0; k < all.size() && factor != 0;) {
        const RestraintRun run = restraint_run(all, k);
        double weight = 0;
        for (std::size_t m = run.first; m < run.last; ++m) weight = std::max(weight, all[m].weight);
        const PairCurvature bound = times(factor * weight, restraint_bound(system, all[run.first], scales.saturation,
                                                                           domain.nearest_a, run.last > run.first + 1));
        for (std::size_t m = run.first; m < run.last; ++m) {
            add(sites[all[m].residue_i], kContact, all[m].site_i, bound, 1);
            add(sites[all[m].residue_j], kContact, all[m].site_j, bound, 1);
        }
        k = run.last;
    }
    for (const Orientation& o : system.orientations) {
        const PairCurvature bound =
            times(scales.factor[kOrientation],
                  orientation_curvature_bound(o.kind, orientation_extremes(o.coefficients.data())));
        const OrientationSites of = orientation_sites(o.kind);
        for (int k = 0; k < of.count; ++k) {
            SiteStiffness& s = sites[k >= of.count - of.of_j ? o.residue_j : o.residue_i];
            s.stiffness[kOrientation][of.site[k]] += bound.stiffness;
            s.force[kOrientation][of.site[k]] += bound.force;
        }
    }
}

}  // namespace

void SiteStiffness::include(const SiteStiffness& o) {
    for (int t = 0; t < kTerms; ++t)
        for (int s = 0; s < kSites; ++s) {
            stiffness[t][s] = std::max(stiffness[t][s], o.stiffness[t][s]);
            force[t][s] = std::max(force[t][s], o.force[t][s]);
        }
    hydrogen_bond.along = std::max(hydrogen_bond.along, o.hydrogen_bond.along);
    hydrogen_bond.across = std::max(hydrogen_bond.across, o.hydrogen_bond.across);
    hydrogen_bond.turning = std::max(hydrogen_bond.turning, o.hydrogen_bond.turning);
    longest_side_chain = std::max(longest_side_chain, o.longest_side_chain);
}

std::vector<SiteStiffness> site_stiffness(const System& system, const TermScales& scales,
                                          const SpectralDomain& domain) {
    std::array<SiteStiffness, residue_types> types;
    for (int t = 0; t < residue_types; ++t) types[t] = of_type(system, t, scales, domain);
    std::vector<SiteStiffness> sites;
    sites.reserve(system.size());
    for (const std::uint8_t type : system.residue_type) sites.push_back(types[type]);
    add_charges(system, scales, domain, sites);
    add_restraints(system, scales, domain, sites);
    return sites;
}

}  // namespace prct
