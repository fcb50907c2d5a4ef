#include "backbone_kernel.hpp"

#include "prct/base/vector_math.hpp"
#include "prct/energy/chain_geometry.h"
#include "prct/physics/bond_term.h"
#include "prct/physics/coherence_term.h"
#include "prct/physics/dihedral.h"
#include "prct/physics/ramachandran_term.h"

namespace prct {

namespace {

using V = Vec3<double>;

enum Flag { kExists, kLinked, kInner, kCoherent, kFlags };
enum Phase { kSinPhi, kCosPhi, kSinPsi, kCosPsi, kPhi, kPsi, kPhases };
enum Slope { kByPhi, kByPsi, kByDeltaPhi, kByDeltaPsi, kSlopes };

inline V where(double flag, const V& v) {
    return {flag != 0 ? v.x : 0.0, flag != 0 ? v.y : 0.0, flag != 0 ? v.z : 0.0};
}

}  // namespace

BackboneKernel::BackboneKernel(const System& system)
    : system_(system),
      unit_(system.size(), 15),
      turn_(system.size(), 24),
      phase_(system.size(), kPhases),
      slope_(system.size(), kSlopes),
      flags_(system.size(), kFlags),
      peptide_(std::size_t(system.size()) + kResidueLanes) {
    const auto inner = [&](int i) { return i < system.size() && !system.is_first(i) && !system.is_last(i); };
    for (int i = 0; i < system.size(); ++i) {
        flags_[kExists][i] = 1;
        flags_[kLinked][i] = !system.is_last(i);
        flags_[kInner][i] = inner(i);
        flags_[kCoherent][i] = inner(i) && inner(i + 1);
        peptide_[i] = system.peptide_kind[i];
    }
}

void BackboneKernel::begin(const TermScales& scales) {
    const ForceField& ff = system_.force_field;
    torsions_ =
        ff.ramachandran * scales.factor[kRamachandran] != 0 || ff.coherence_lambda * scales.factor[kCoherence] != 0;
}

void BackboneKernel::measure(const SiteArrays& sites, const TermScales& scales, int first, int last,
                             EnergyTerms& terms) {
    measure_chain(sites, scales, first, last, terms);
    if (torsions_) measure_torsions(sites, first, last);
}

void BackboneKernel::measure_chain(const SiteArrays& sites, const TermScales& scales, int first, int last,
                                   EnergyTerms& terms) {
    const ForceField& ff = system_.force_field;
    const double kb = ff.bond_k * scales.factor[kBond], ka = ff.angle_k * scales.factor[kAngle];
    const double ko = ff.omega_k * scales.factor[kOmega], bias = ff.proline_cis_bias * scales.factor[kOmega];
    const AxisView n = sites.site(kSiteN), ca = sites.site(kSiteCA), c = sites.site(kSiteC);
    const AxisSpan out[5] = {{unit_, 0}, {unit_, 3}, {unit_, 6}, {unit_, 9}, {unit_, 12}};
    const double *exists = flags_[kExists], *linked = flags_[kLinked];
    const std::int32_t* peptide = peptide_.data();
    double bonds = 0, angles = 0, omegas = 0;
#pragma omp simd reduction(+ : bonds, angles, omegas)
    for (int i = first; i < last; ++i) {
        const V p0 = n[i], p1 = ca[i], p2 = c[i], p3 = n[i + 1], p4 = ca[i + 1];
        V b0, b1, b2, a0[3], a1[3], a2[3], w[4];
        const double own = bond_energy(p0, p1, kb, kBondNCa_a, b0) + bond_energy(p1, p2, kb, kBondCaC_a, b1);
        const double bend = angle_energy(p0, p1, p2, ka, kCosNCaC, a0);
        const double link = bond_energy(p2, p3, kb, kBondCN_a, b2);
        const double bends = angle_energy(p1, p2, p3, ka, kCosCaCN, a1) + angle_energy(p2, p3, p4, ka, kCosCNCa, a2);
        double sine, cosine, slope;
        torsion_phase(p1, p2, p3, p4, w, sine, cosine);
        const double twist = omega_energy(sine, cosine, static_cast<PeptideKind>(peptide[i]), ko, bias, slope);
        bonds += (exists[i] != 0 ? own : 0.0) + (linked[i] != 0 ? link : 0.0);
        angles += (exists[i] != 0 ? bend : 0.0) + (linked[i] != 0 ? bends : 0.0);
        omegas += linked[i] != 0 ? twist : 0.0;
        out[0].set(i, where(exists[i], b0 + a0[0]));
        out[1].set(i, where(exists[i], b1 - b0 + a0[1]) + where(linked[i], a1[0] + slope * w[0]));
        out[2].set(i, where(exists[i], a0[2] - b1) + where(linked[i], b2 + a1[1] + a2[0] + slope * w[1]));
        out[3].set(i, where(linked[i], a1[2] + a2[1] - b2 + slope * w[2]));
        out[4].set(i, where(linked[i], a2[2] + slope * w[3]));
    }
    terms.value[kBond] += bonds;
    terms.value[kAngle] += angles;
    terms.value[kOmega] += omegas;
}

void BackboneKernel::measure_torsions(const SiteArrays& sites, int first, int last) {
    const AxisView n = sites.site(kSiteN), ca = sites.site(kSiteCA), c = sites.site(kSiteC);
    const AxisSpan phi[4] = {{turn_, 0}, {turn_, 3}, {turn_, 6}, {turn_, 9}};
    const AxisSpan psi[4] = {{turn_, 12}, {turn_, 15}, {turn_, 18}, {turn_, 21}};
    double *sin_phi = phase_[kSinPhi], *cos_phi = phase_[kCosPhi], *angle_phi = phase_[kPhi];
    double *sin_psi = phase_[kSinPsi], *cos_psi = phase_[kCosPsi], *angle_psi = phase_[kPsi];
#pragma omp simd
    for (int i = first; i < last; ++i) {
        V g[4];
        double s, k;
        torsion_phase(c[i - 1], n[i], ca[i], c[i], g, s, k);
        phi[0].set(i, g[0]), phi[1].set(i, g[1]), phi[2].set(i, g[2]), phi[3].set(i, g[3]);
        sin_phi[i] = s;
        cos_phi[i] = k;
        angle_phi[i] = vector_math::atan2(s, k);
    }
#pragma omp simd
    for (int i = first; i < last; ++i) {
        V g[4];
        double s, k;
        torsion_phase(n[i], ca[i], c[i], n[i + 1], g, s, k);
        psi[0].set(i, g[0]), psi[1].set(i, g[1]), psi[2].set(i, g[2]), psi[3].set(i, g[3]);
        sin_psi[i] = s;
        cos_psi[i] = k;
        angle_psi[i] = vector_math::atan2(s, k);
    }
}

void BackboneKernel::couple(const TermScales& scales, int first, int last, EnergyTerms& terms) {
    if (!torsions_) return;
    const ForceField& ff = system_.force_field;
    const double rama = ff.ramachandran * scales.factor[kRamachandran];
    const double lambda = ff.coherence_lambda * scales.factor[kCoherence];
    const double *phi = phase_[kPhi], *psi = phase_[kPsi], *inner = flags_[kInner];
    double *by_phi = slope_[kByPhi], *by_psi = slope_[kByPsi];
    double energy = 0;
    for (int i = first; i < last; ++i) {
        by_phi[i] = by_psi[i] = 0;
        if (inner[i] == 0 || rama == 0) continue;
        const float* table = system_.ramachandran_surface(i);
        double dphi, dpsi;
        energy += ramachandran_energy(table, phi[i], psi[i], dphi, dpsi);
        by_phi[i] = rama * dphi;
        by_psi[i] = rama * dpsi;
    }
    terms.value[kRamachandran] += rama * energy;
    couple_neighbours(lambda, first, last, terms);
}

void BackboneKernel::couple_neighbours(double lambda, int first, int last, EnergyTerms& terms) {
    const double *sf = phase_[kSinPhi], *cf = phase_[kCosPhi], *ss = phase_[kSinPsi], *cs = phase_[kCosPsi];
    double *by_phi = slope_[kByDeltaPhi], *by_psi = slope_[kByDeltaPsi];
    const double *coherent = flags_[kCoherent], k = system_.force_field.coherence_k;
    double energy = 0;
#pragma omp simd reduction(+ : energy)
    for (int i = first; i < last; ++i) {
        // Δφ = φ₂ - φ₁ by the addition theorems
        const double cos_phi = cf[i + 1] * cf[i] + sf[i + 1] * sf[i], sin_phi = sf[i + 1] * cf[i] - cf[i + 1] * sf[i];
        const double cos_psi = cs[i + 1] * cs[i] + ss[i + 1] * ss[i], sin_psi = ss[i + 1] * cs[i] - cs[i + 1] * ss[i];
        const double envelope = vector_math::exp(k * (cos_phi + cos_psi - 2.0));
        double at_phi, at_psi;
        const double e = coherence_energy(envelope, sin_phi, sin_psi, lambda, k, at_phi, at_psi);
        energy += coherent[i] != 0 ? e : 0.0;
        by_phi[i] = coherent[i] != 0 ? at_phi : 0.0;
        by_psi[i] = coherent[i] != 0 ? at_psi : 0.0;
    }
    terms.value[kCoherence] += energy;
}

void BackboneKernel::add(int first, int last, ResidueArrays& g) const {
    const AxisView unit[5] = {{unit_, 0}, {unit_, 3}, {unit_, 6}, {unit_, 9}, {unit_, 12}};
    const AxisSpan n(g, 3 * kSiteN), ca(g, 3 * kSiteCA), c(g, 3 * kSiteC);
#pragma omp simd
    for (int i = first; i < last; ++i) {
        n.set(i, n[i] + unit[0][i] + unit[3][i - 1]);
        ca.set(i, ca[i] + unit[1][i] + unit[4][i - 1]);
        c.set(i, c[i] + unit[2][i]);
    }
    if (!torsions_) return;
    const AxisView phi[4] = {{turn_, 0}, {turn_, 3}, {turn_, 6}, {turn_, 9}};
    const AxisView psi[4] = {{turn_, 12}, {turn_, 15}, {turn_, 18}, {turn_, 21}};
    const double *by_phi = slope_[kByPhi], *by_psi = slope_[kByPsi];
    const double *dphi = slope_[kByDeltaPhi], *dpsi = slope_[kByDeltaPsi];
#pragma omp simd
    for (int i = first; i < last; ++i) {
        const double f = by_phi[i] + dphi[i - 1] - dphi[i], s = by_psi[i] + dpsi[i - 1] - dpsi[i];
        const double f_next = by_phi[i + 1] + dphi[i] - dphi[i + 1];
        const double s_before = by_psi[i - 1] + dpsi[i - 2] - dpsi[i - 1];
        n.set(i, n[i] + f * phi[1][i] + s * psi[0][i] + s_before * psi[3][i - 1]);
        ca.set(i, ca[i] + f * phi[2][i] + s * psi[1][i]);
        c.set(i, c[i] + f * phi[3][i] + s * psi[2][i] + f_next * phi[0][i + 1]);
    }
}

}  // namespace prct
