#include "prct/energy/orientation_terms.hpp"

#include <algorithm>

#include "prct/physics/orientation_term.h"

namespace prct {

namespace {

/// CBs on one spot have no direction; nearer ones than this feel nothing (Å²), as in the limit.
constexpr double kSmallestDistance2 = 1e-8;

}  // namespace

OrientationSites orientation_sites(const Orientation& o) {
    const int i = o.residue_i, j = o.residue_j;
    switch (o.kind) {
        case OrientationKind::omega:
            return {4, {i, i, j, j}, {kSiteCA, kSiteCB, kSiteCB, kSiteCA}};
        case OrientationKind::theta:
            return {4, {i, i, i, j}, {kSiteN, kSiteCA, kSiteCB, kSiteCB}};
        default:
            return {3, {i, i, j, j}, {kSiteCA, kSiteCB, kSiteCB, kSiteCB}};
    }
}

double orientation_energy(const Orientation& o, const std::array<Vec3<double>, 4>& at,
                          std::array<Vec3<double>, 4>& gradient) {
    const std::size_t cb_j = o.kind == OrientationKind::theta ? 3 : 2, cb_i = cb_j - 1;
    gradient = {};
    if (norm2(at[cb_i] - at[cb_j]) < kSmallestDistance2) return 0;
    double energy;
    if (o.kind == OrientationKind::phi) {
        Vec3<double> g[3];
        energy = orientation_angle(at[0], at[1], at[2], o.coefficients.data(), g);
        std::copy(std::begin(g), std::end(g), gradient.begin());
    } else {
        Vec3<double> g[4];
        energy = orientation_dihedral(at[0], at[1], at[2], at[3], o.coefficients.data(), g);
        std::copy(std::begin(g), std::end(g), gradient.begin());
    }
    Vec3<double> apart;
    const double strength = orientation_strength(at[cb_i], at[cb_j], apart);
    for (auto& g : gradient) g = strength * g;
    gradient[cb_i] += energy * apart;
    gradient[cb_j] -= energy * apart;
    return strength * energy;
}

void add_orientations(const System& system, const TermScales& scales, const Sites& sites, EnergyTerms& terms,
                      Sites& g) {
    const double factor = scales.factor[kOrientation];
    if (factor == 0) return;
    double energy = 0;
    for (const Orientation& o : system.orientations) {
        const OrientationSites of = orientation_sites(o);
        std::array<Vec3<double>, 4> at, gradient;
        for (int k = 0; k < of.count; ++k) at[k] = sites[of.residue[k] * kSites + of.site[k]];
        energy += factor * orientation_energy(o, at, gradient);
        for (int k = 0; k < of.count; ++k) g[of.residue[k] * kSites + of.site[k]] += factor * gradient[k];
    }
    terms.value[kOrientation] += energy;
}

}  // namespace prct
