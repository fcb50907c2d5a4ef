// Terms along the chain on the device (Eqs. 5, 6, 13), residue by residue: a residue owns the bond to the next.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/system_view.h"
#include "kernels/workspace.h"
#include "prct/energy/chain_geometry.h"
#include "prct/physics/bond_term.h"
#include "prct/physics/coherence_term.h"
#include "prct/physics/ramachandran_term.h"
#include "prct/physics/sincos.h"

namespace prct::device {

struct BackboneEnergy {
    EnergySum bond, angle, omega, ramachandran, coherence;

    PRCT_DEVICE void publish(const Workspace& w) const {
        bond.publish(w.energy + kBond);
        angle.publish(w.energy + kAngle);
        omega.publish(w.energy + kOmega);
        ramachandran.publish(w.energy + kRamachandran);
        coherence.publish(w.energy + kCoherence);
    }
};

/// Atoms that the terms of a residue reach: the C before, its own three, N and CA behind.
enum BackboneAtom { kCBefore, kN, kCA, kC, kNBehind, kCaBehind, kBackboneAtoms };

struct BackboneFrame {
    Vec3<float> at[kBackboneAtoms], gradient[kBackboneAtoms];
};

template <bool kEnergies>
PRCT_DEVICE void add_bond(BackboneFrame& f, int a, int b, float k, double length, EnergySum& energy) {
    Vec3<float> g;
    const float e = bond_energy(f.at[a], f.at[b], k, static_cast<float>(length), g);
    f.gradient[a] += g;
    f.gradient[b] -= g;
    if (kEnergies) energy.add(e);
}

template <bool kEnergies>
PRCT_DEVICE void add_angle(BackboneFrame& f, int a, float k, double cosine, EnergySum& energy) {
    Vec3<float> g[3];
    const float e = angle_energy(f.at[a], f.at[a + 1], f.at[a + 2], k, static_cast<float>(cosine), g);
    for (int m = 0; m < 3; ++m) f.gradient[a + m] += g[m];
    if (kEnergies) energy.add(e);
}

PRCT_DEVICE void turn(BackboneFrame& f, int a, const Vec3<float> (&g)[4], float slope) {
    for (int m = 0; m < 4; ++m) f.gradient[a + m] += slope * g[m];
}

/// Eq. 5.
template <bool kEnergies>
PRCT_DEVICE void add_geometry(const SystemView& s, const ScaleView& scale, const Residue& r, BackboneFrame& f,
                              BackboneEnergy& e) {
    const Constants& k = s.constants;
    const float bond = k.bond_k * scale.factor[kBond], angle = k.angle_k * scale.factor[kAngle];
    add_bond<kEnergies>(f, kN, kCA, bond, kBondNCa_a, e.bond);
    add_bond<kEnergies>(f, kCA, kC, bond, kBondCaC_a, e.bond);
    add_angle<kEnergies>(f, kN, angle, kCosNCaC, e.angle);
    if (r.is_last()) return;
    add_bond<kEnergies>(f, kC, kNBehind, bond, kBondCN_a, e.bond);
    add_angle<kEnergies>(f, kCA, angle, kCosCaCN, e.angle);
    add_angle<kEnergies>(f, kC, angle, kCosCNCa, e.angle);
    Vec3<float> g[4];
    float sine, cosine, slope;
    torsion_phase(f.at[kCA], f.at[kC], f.at[kNBehind], f.at[kCaBehind], g, sine, cosine);
    const float energy =
        omega_energy(sine, cosine, static_cast<PeptideKind>(r.peptide_kind), k.omega_k * scale.factor[kOmega],
                     k.proline_cis_bias * scale.factor[kOmega], slope);
    turn(f, kCA, g, slope);
    if (kEnergies) e.omega.add(energy);
}

struct PhasePair {
    float phi, psi;
};

/// φ and ψ of an inner residue.
PRCT_DEVICE PhasePair phases_of(const Workspace& w, int i) {
    return {dihedral(w.site(i - 1, kSiteC), w.site(i, kSiteN), w.site(i, kSiteCA), w.site(i, kSiteC)),
            dihedral(w.site(i, kSiteN), w.site(i, kSiteCA), w.site(i, kSiteC), w.site(i + 1, kSiteN))};
}

/// Eq. 13 of two neighbours; angles differ by less than two turns.
PRCT_DEVICE float coherence(const PhasePair& a, const PhasePair& b, float lambda, float k, PhasePair& slope) {
    const SinCos<float> phi = sincos_reduced(b.phi - a.phi), psi = sincos_reduced(b.psi - a.psi);
    return coherence_energy(std::exp(k * (phi.cos + psi.cos - 2.0f)), phi.sin, psi.sin, lambda, k, slope.phi,
                            slope.psi);
}

/// Eq. 13: what the residues before and behind ask of φ and ψ of residue i; the pair with the one behind counts here.
template <bool kEnergies>
PRCT_DEVICE PhasePair add_coherence(const SystemView& s, const Workspace& w, float lambda, int i, const PhasePair& own,
                                    EnergySum& energy) {
    const float k = s.constants.coherence_k;
    PhasePair slope{0, 0}, part;
    if (s.residue[i - 1].is_inner()) {
        coherence(phases_of(w, i - 1), own, lambda, k, part);
        slope.phi += part.phi;
        slope.psi += part.psi;
    }
    if (s.residue[i + 1].is_inner()) {
        const float e = coherence(own, phases_of(w, i + 1), lambda, k, part);
        slope.phi -= part.phi;
        slope.psi -= part.psi;
        if (kEnergies) energy.add(e);
    }
    return slope;
}

/// Eqs. 6 and 13, for a residue with both φ and ψ.
template <bool kEnergies>
PRCT_DEVICE void add_phases(const SystemView& s, const Workspace& w, const ScaleView& scale, int i, BackboneFrame& f,
                            BackboneEnergy& e) {
    const float rama = s.constants.ramachandran * scale.factor[kRamachandran];
    const float lambda = s.constants.coherence_lambda * scale.factor[kCoherence];
    if (rama == 0 && lambda == 0) return;
    Vec3<float> at_phi[4], at_psi[4];
    const PhasePair own{torsion(f.at[kCBefore], f.at[kN], f.at[kCA], f.at[kC], at_phi),
                        torsion(f.at[kN], f.at[kCA], f.at[kC], f.at[kNBehind], at_psi)};
    PhasePair slope{0, 0};
    if (lambda != 0) slope = add_coherence<kEnergies>(s, w, lambda, i, own, e.coherence);
    if (rama != 0) {
        PhasePair rise;
        const float energy = ramachandran_energy(s.surfaces + s.surface[i], own.phi, own.psi, rise.phi, rise.psi);
        slope.phi += rama * rise.phi;
        slope.psi += rama * rise.psi;
        if (kEnergies) e.ramachandran.add(rama * energy);
    }
    turn(f, kCBefore, at_phi, slope.phi);
    turn(f, kN, at_psi, slope.psi);
}

/// Adds Eqs. 5, 6 and 13 of every residue.
template <bool kEnergies, class Team>
PRCT_DEVICE void add_backbone(const Team& team, const SystemView& s, const Workspace& w, const ScaleView& scale) {
    BackboneEnergy energy;
    PRCT_ONE_COPY
    for (int i = team.rank(); i < s.residues; i += team.size()) {
        const Residue r = s.residue[i];
        BackboneFrame f;
        const int first = r.is_first() ? kN : kCBefore, end = r.is_last() ? kNBehind : kBackboneAtoms;
        constexpr int residue[kBackboneAtoms] = {-1, 0, 0, 0, 1, 1};
        constexpr int site[kBackboneAtoms] = {kSiteC, kSiteN, kSiteCA, kSiteC, kSiteN, kSiteCA};
        for (int a = 0; a < kBackboneAtoms; ++a)
            if (a >= first && a < end) f.at[a] = w.site(i + residue[a], site[a]);
        add_geometry<kEnergies>(s, scale, r, f, energy);
        if (r.is_inner()) add_phases<kEnergies>(s, w, scale, i, f, energy);
        for (int a = 0; a < kBackboneAtoms; ++a)
            if (a >= first && a < end) add_force(w.force(i + residue[a], site[a]), f.gradient[a]);
    }
    if (kEnergies) energy.publish(w);
}

}  // namespace prct::device
