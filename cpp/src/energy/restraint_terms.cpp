#include "prct/energy/restraint_terms.hpp"

#include <algorithm>
#include <cmath>

#include "prct/physics/contact_term.h"
#include "prct/physics/spline_term.h"

namespace prct {

namespace {

/// Two sites on the same spot have no direction; below this the distance is taken as this (Å).
constexpr double kSmallestDistance_a = 1e-6;

std::size_t site_i(const Restraint& r) { return std::size_t(r.residue_i) * kSites + r.site_i; }
std::size_t site_j(const Restraint& r) { return std::size_t(r.residue_j) * kSites + r.site_j; }

}  // namespace

double restraint_loss(const System& system, const Restraint& r, double d, double saturation, double& slope) {
    if (r.spline >= 0) {
        const DistanceSpline& s = system.splines[r.spline];
        return spline_energy(s.knots_a.data(), s.values.data(), s.slopes.data(), static_cast<int>(s.knots_a.size()), d,
                             slope);
    }
    const ForceField& ff = system.force_field;
    const double z = violation(d, r.lower_a, r.upper_a) / r.scale_a;
    const double loss = robust_loss(z, saturation, ff.huber_delta, ff.log_c, slope);
    slope /= r.scale_a;
    return loss;
}

RestraintRun restraint_run(const std::vector<Restraint>& restraints, std::size_t first) {
    std::size_t last = first + 1;
    const int group = restraints[first].group;
    while (group >= 0 && last < restraints.size() && restraints[last].group == group) ++last;
    return {first, last};
}

double restraint_distance(const Restraint& r, const Sites& sites) {
    return std::max(kSmallestDistance_a, norm(sites[site_i(r)] - sites[site_j(r)]));
}

void add_restraints(const System& system, const TermScales& scales, const Sites& sites, std::span<const double> alpha,
                    EnergyTerms& terms, Sites& g) {
    const double factor = system.force_field.contact * scales.factor[kContact];
    if (factor == 0) return;
    const auto& all = system.restraints;
    double energy = 0;
    for (std::size_t k = 0; k < all.size();) {
        const RestraintRun run = restraint_run(all, k);
        double inverse6 = 0, weight = 0;
        for (std::size_t m = run.first; m < run.last; ++m) {
            inverse6 += std::pow(restraint_distance(all[m], sites), -6.0);
            weight = std::max(weight, all[m].weight * (alpha.empty() ? 1.0 : alpha[m]));
        }
        const double d = std::pow(inverse6, -1.0 / 6.0);
        const Restraint& head = all[run.first];
        k = run.last;
        double slope;
        energy += factor * weight * restraint_loss(system, head, d, scales.saturation, slope);
        const double dvdd = factor * weight * slope;
        if (dvdd == 0) continue;
        for (std::size_t m = run.first; m < run.last; ++m) {
            const double dm = restraint_distance(all[m], sites);
            // ∂d/∂d_m = (d/d_m)⁷
            const double f = dvdd * std::pow(d / dm, 7.0) / dm;
            const Vec3<double> pull = f * (sites[site_i(all[m])] - sites[site_j(all[m])]);
            g[site_i(all[m])] += pull;
            g[site_j(all[m])] -= pull;
        }
    }
    terms.value[kContact] += energy;
}

}  // namespace prct
