#include "prct/energy/backbone_terms.hpp"

#include <cmath>
#include <limits>

#include "prct/energy/chain_geometry.h"
#include "prct/physics/bond_term.h"
#include "prct/physics/coherence_term.h"
#include "prct/physics/dihedral.h"
#include "prct/physics/ramachandran_term.h"

namespace prct {

namespace {

using V = Vec3<double>;

struct Dihedral {
    double angle = 0;
    V gradient[4];
};

void add(Sites& g, const V* sites, const V* const (&at)[4], const Dihedral& d, double slope) {
    for (int k = 0; k < 4; ++k) g[at[k] - sites] += slope * d.gradient[k];
}

double bond(const V* sites, const V* a, const V* b, double k, double r0, Sites& g) {
    V ga;
    const double e = bond_energy(*a, *b, k, r0, ga);
    g[a - sites] += ga;
    g[b - sites] -= ga;
    return e;
}

double angle(const V* sites, const V* a, const V* b, const V* c, double k, double cos0, Sites& g) {
    V grad[3];
    const double e = angle_energy(*a, *b, *c, k, cos0, grad);
    g[a - sites] += grad[0];
    g[b - sites] += grad[1];
    g[c - sites] += grad[2];
    return e;
}

}  // namespace

Torsions backbone_torsions(const System& system, const Sites& sites) {
    const int n = system.size();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Torsions t{std::vector<double>(n, nan), std::vector<double>(n, nan), std::vector<double>(n, nan)};
    for (int i = 0; i < n; ++i) {
        const V* s = &sites[i * kSites];
        if (!system.is_first(i))
            t.phi[i] = dihedral(*(s + int(kSiteC) - int(kSites)), s[kSiteN], s[kSiteCA], s[kSiteC]);
        if (system.is_last(i)) continue;
        t.psi[i] = dihedral(s[kSiteN], s[kSiteCA], s[kSiteC], s[kSites + kSiteN]);
        t.omega[i] = dihedral(s[kSiteCA], s[kSiteC], s[kSites + kSiteN], s[kSites + kSiteCA]);
    }
    return t;
}

void add_geometry(const System& system, const TermScales& scales, const Sites& sites, EnergyTerms& terms, Sites& g) {
    const ForceField& ff = system.force_field;
    const double kb = ff.bond_k * scales.factor[kBond], ka = ff.angle_k * scales.factor[kAngle];
    const double ko = ff.omega_k * scales.factor[kOmega];
    const V* base = sites.data();
    double bonds = 0, angles = 0, omegas = 0;
    for (int i = 0; i < system.size(); ++i) {
        const V* s = base + i * kSites;
        const V *n = s + kSiteN, *ca = s + kSiteCA, *c = s + kSiteC;
        bonds += bond(base, n, ca, kb, kBondNCa_a, g) + bond(base, ca, c, kb, kBondCaC_a, g);
        angles += angle(base, n, ca, c, ka, kCosNCaC, g);
        if (system.is_last(i)) continue;
        const V *n2 = n + kSites, *ca2 = ca + kSites;
        bonds += bond(base, c, n2, kb, kBondCN_a, g);
        angles += angle(base, ca, c, n2, ka, kCosCaCN, g) + angle(base, c, n2, ca2, ka, kCosCNCa, g);
        Dihedral d;
        d.angle = torsion(*ca, *c, *n2, *ca2, d.gradient);
        double slope;
        omegas += omega_energy(std::sin(d.angle), std::cos(d.angle), static_cast<PeptideKind>(system.peptide_kind[i]),
                               ko, ff.proline_cis_bias * scales.factor[kOmega], slope);
        add(g, base, {ca, c, n2, ca2}, d, slope);
    }
    terms.value[kBond] += bonds;
    terms.value[kAngle] += angles;
    terms.value[kOmega] += omegas;
}

void add_ramachandran_and_coherence(const System& system, const TermScales& scales, const Sites& sites,
                                    EnergyTerms& terms, Sites& g) {
    const ForceField& ff = system.force_field;
    const double rama = ff.ramachandran * scales.factor[kRamachandran];
    const double lambda = ff.coherence_lambda * scales.factor[kCoherence];
    if (rama == 0 && lambda == 0) return;
    const int n = system.size();
    const V* base = sites.data();
    std::vector<Dihedral> phi(n), psi(n);
    std::vector<double> slope_phi(n), slope_psi(n);
    double energy = 0, coherence = 0;
    const auto inner = [&](int i) { return !system.is_first(i) && !system.is_last(i); };
    for (int i = 0; i < n; ++i) {
        if (!inner(i)) continue;
        const V* s = base + i * kSites;
        phi[i].angle = torsion(*(s + int(kSiteC) - int(kSites)), s[kSiteN], s[kSiteCA], s[kSiteC], phi[i].gradient);
        psi[i].angle = torsion(s[kSiteN], s[kSiteCA], s[kSiteC], s[kSites + kSiteN], psi[i].gradient);
        const float* table = system.ramachandran_surface(i);
        double dphi, dpsi;
        energy += rama * ramachandran_energy(table, phi[i].angle, psi[i].angle, dphi, dpsi);
        slope_phi[i] += rama * dphi;
        slope_psi[i] += rama * dpsi;
    }
    if (lambda != 0)
        for (int i = 0; i + 1 < n; ++i) {
            if (!inner(i) || !inner(i + 1)) continue;
            double sp, ss;
            coherence += coherence_energy(phi[i + 1].angle - phi[i].angle, psi[i + 1].angle - psi[i].angle, lambda,
                                          ff.coherence_k, sp, ss);
            slope_phi[i + 1] += sp;
            slope_phi[i] -= sp;
            slope_psi[i + 1] += ss;
            slope_psi[i] -= ss;
        }
    for (int i = 0; i < n; ++i) {
        if (!inner(i)) continue;
        const V* s = base + i * kSites;
        add(g, base, {s + int(kSiteC) - int(kSites), s + kSiteN, s + kSiteCA, s + kSiteC}, phi[i], slope_phi[i]);
        add(g, base, {s + kSiteN, s + kSiteCA, s + kSiteC, s + kSites + kSiteN}, psi[i], slope_psi[i]);
    }
    terms.value[kRamachandran] += energy;
    terms.value[kCoherence] += coherence;
}

}  // namespace prct
