#include "prct/energy/residue_window.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "prct/energy/chain_geometry.h"
#include "prct/physics/dihedral.h"
#include "prct/physics/virtual_sites.h"

namespace prct {

namespace {

using V = Vec3<double>;
using Points = std::array<V, kWindowAtoms>;

/// How a peptide plane CA-C-N-CA is shared by the windows of the residues before and behind it: the part of the first
/// or of the second, as named; of both CAs the part that goes to the window across the plane. Any shares between 0 and
/// 1 give a bound; these were searched for the least one at the usual weights.
struct PlaneShares {
    double first_ca_c, first_c_n, second_n_ca;                   // bonds
    double first_ca_c_n, second_c_n_ca, first_omega;             // angles and ω
    double first_c, second_n, second_first_ca, first_second_ca;  // atoms
};
constexpr PlaneShares kTrans = {0.49, 0.51, 0.47, 0.37, 0.33, 0.80, 0.56, 0.55, 0.19, 0.18};
constexpr PlaneShares kCis = {0.56, 0.38, 0.52, 0.37, 0.26, 0.69, 0.61, 0.54, 0.16, 0.19};
constexpr PlaneShares kCisProline = {0.28, 0.48, 0.26, 0.20, 0.15, 0.51, 0.60, 0.59, 0.20, 0.21};

const PlaneShares& shares(PeptideKind kind, bool cis) {
    return !cis ? kTrans : kind == PeptideKind::proline ? kCisProline : kCis;
}

/// 1/√share of each atom.
std::array<double, kWindowAtoms> atom_scales(const PlaneShares& before, const PlaneShares& after) {
    std::array<double, kWindowAtoms> scale = {
        before.second_first_ca, 1 - before.first_c,
        before.second_n,        1 - before.first_second_ca - after.second_first_ca,
        after.first_c,          1 - after.second_n,
        after.first_second_ca};
    for (double& s : scale) s = 1 / std::sqrt(s);
    return scale;
}

/// The point at `length` from c, with the cosine of the angle b-c-x and the dihedral a-b-c-x.
V beyond(const V& a, const V& b, const V& c, double length, double cosine, double dihedral) {
    const V u = (1 / norm(c - b)) * (c - b), across = cross(b - a, u), n = (1 / norm(across)) * across;
    const double sine = std::sqrt(1 - cosine * cosine);
    return c + length * ((-cosine) * u + (sine * std::cos(dihedral)) * cross(n, u) + (sine * std::sin(dihedral)) * n);
}

Points window_atoms(double phi, double psi, bool cis_before, bool cis_after) {
    constexpr double pi = std::numbers::pi;
    Points p;
    p[kOwnN] = {kBondNCa_a, 0, 0};
    p[kOwnCA] = {};
    p[kOwnC] = {kBondCaC_a * kCosNCaC, kBondCaC_a * std::sqrt(1 - kCosNCaC * kCosNCaC), 0};
    p[kBeforeC] = beyond(p[kOwnC], p[kOwnCA], p[kOwnN], kBondCN_a, kCosCNCa, phi);
    p[kBeforeCA] = beyond(p[kOwnCA], p[kOwnN], p[kBeforeC], kBondCaC_a, kCosCaCN, cis_before ? 0 : pi);
    p[kNextN] = beyond(p[kOwnN], p[kOwnCA], p[kOwnC], kBondCN_a, kCosCaCN, psi);
    p[kNextCA] = beyond(p[kOwnCA], p[kOwnC], p[kNextN], kBondNCa_a, kCosCNCa, cis_after ? 0 : pi);
    return p;
}

/// m += factor (w wᵀ) ⊗ K for the displacement Σ w_a x_a and a symmetric 3×3 K.
void add_displacement(WindowMatrix& m, const std::array<double, kWindowAtoms>& weight, const double (&k)[3][3]) {
    for (int a = 0; a < kWindowAtoms; ++a)
        for (int b = 0; b < kWindowAtoms; ++b) {
            const double w = weight[a] * weight[b];
            if (w == 0) continue;
            for (int i = 0; i < 3; ++i)
                for (int j = 0; j < 3; ++j) m[(3 * a + i) * kWindowSize + 3 * b + j] += w * k[i][j];
        }
}

void add_isotropic(WindowMatrix& m, const std::array<double, kWindowAtoms>& weight, double k) {
    const double diagonal[3][3] = {{k, 0, 0}, {0, k, 0}, {0, 0, k}};
    add_displacement(m, weight, diagonal);
}

/// m += k g gᵀ.
void add_square(WindowMatrix& m, const WindowVector& g, double k) {
    for (int i = 0; i < kWindowSize; ++i)
        for (int j = 0; j < kWindowSize; ++j) m[i * kWindowSize + j] += k * g[i] * g[j];
}

void put(WindowVector& g, int atom, const V& v) {
    g[3 * atom] += v.x;
    g[3 * atom + 1] += v.y;
    g[3 * atom + 2] += v.z;
}

void add_bond(WindowMatrix& m, const Points& p, int a, int b, double k) {
    WindowVector g{};
    const V e = (1 / norm(p[a] - p[b])) * (p[a] - p[b]);
    put(g, a, e);
    put(g, b, -e);
    add_square(m, g, k);
}

void add_angle(WindowMatrix& m, const Points& p, int a, double k) {
    WindowVector g{};
    V lever[3];
    cos_angle(p[a], p[a + 1], p[a + 2], lever);
    for (int i = 0; i < 3; ++i) put(g, a + i, lever[i]);
    add_square(m, g, k);
}

WindowVector torsion_lever(const Points& p, int a) {
    WindowVector g{};
    V lever[4];
    torsion(p[a], p[a + 1], p[a + 2], p[a + 3], lever);
    for (int i = 0; i < 4; ++i) put(g, a + i, lever[i]);
    return g;
}

/// The Hessian of a torsion by central differences of its gradient.
WindowMatrix torsion_bend(const Points& at, int first) {
    constexpr double h = 1e-5;
    WindowMatrix bend{};
    for (int a = first; a < first + 4; ++a)
        for (int axis = 0; axis < 3; ++axis) {
            Points ahead = at, behind = at;
            (&ahead[a].x)[axis] += h;
            (&behind[a].x)[axis] -= h;
            const WindowVector up = torsion_lever(ahead, first), down = torsion_lever(behind, first);
            for (int j = 0; j < kWindowSize; ++j) bend[(3 * a + axis) * kWindowSize + j] = (up[j] - down[j]) / (2 * h);
        }
    for (int i = 0; i < kWindowSize; ++i)
        for (int j = 0; j < i; ++j) {
            double &lower = bend[i * kWindowSize + j], &upper = bend[j * kWindowSize + i];
            lower = upper = 0.5 * (lower + upper);
        }
    return bend;
}

/// A hydrogen bond at the site Σ w x whose bond to `partner` is the axis.
void add_hydrogen_bond(WindowMatrix& m, const Points& p, std::array<double, kWindowAtoms> weight, int partner,
                       const HydrogenBondCurvature& k, double share) {
    V site;
    for (int a = 0; a < kWindowAtoms; ++a) site += weight[a] * p[a];
    const V bond = site - p[partner], f = (1 / norm(bond)) * bond;
    const double axis[3] = {f.x, f.y, f.z};
    double held[3][3];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            held[i][j] = share * ((k.along - k.across) * axis[i] * axis[j] + (i == j ? k.across : 0));
    add_displacement(m, weight, held);
    weight[partner] -= 1;
    add_isotropic(m, weight, share * k.turning);
}

/// Weights of O (at C, CA, N') and of H (at N, C₋, CA) by the rules of Eq. 2.
std::array<double, kWindowAtoms> beyond_weights(int p, int q, int r, double to_q, double to_r) {
    std::array<double, kWindowAtoms> w{};
    w[p] = 1 + to_q + to_r;
    w[q] = -to_q;
    w[r] = -to_r;
    return w;
}
std::array<double, kWindowAtoms> end_weights(int p, int q, int r, double along, double across) {
    std::array<double, kWindowAtoms> w{};
    w[p] = 1 + along;
    w[q] = -(along + across);
    w[r] = across;
    return w;
}

double sum(const std::array<std::array<double, kSites>, kTerms>& of, int site) {
    double total = 0;
    for (const auto& term : of) total += term[site];
    return total;
}

/// CB = CA + A b×c + B b + C c of Eq. 2, and SC on the ray to it: what holds them, and the curvature of b×c under a
/// force, |A F| |δb| |δc| 2 <= |A F| (|δb|² + |δc|²).
void add_side_chain(WindowMatrix& m, const Points& p, const SiteStiffness& s) {
    const double ratio = s.longest_side_chain, cb = sum(s.stiffness, kSiteCB), sc = sum(s.stiffness, kSiteSC);
    for (const V& unit : {V{1, 0, 0}, V{0, 1, 0}, V{0, 0, 1}}) {
        V gn, gca, gc;
        spread_cb(p[kOwnN], p[kOwnCA], p[kOwnC], unit, gn, gca, gc);
        for (const bool beyond_cb : {false, true}) {
            const double reach = beyond_cb ? ratio : 1;
            WindowVector g{};
            put(g, kOwnN, reach * gn);
            put(g, kOwnCA, reach * gca + (1 - reach) * unit);
            put(g, kOwnC, reach * gc);
            add_square(m, g, beyond_cb ? sc : cb);
        }
    }
    const double turn = std::abs(kCbCross) * (sum(s.force, kSiteCB) + ratio * sum(s.force, kSiteSC));
    std::array<double, kWindowAtoms> b{}, c{}, ca{};
    b[kOwnCA] = c[kOwnC] = ca[kOwnCA] = 1;
    b[kOwnN] = c[kOwnCA] = -1;
    add_isotropic(m, b, turn);
    add_isotropic(m, c, turn);
    add_isotropic(m, ca, sc);  // SC of shorter side chains: convex in the ratio, at most the sum of both ends
}

/// What a site at Σ w x is held with: its isotropic stiffness and its hydrogen bonds.
void add_polar(WindowMatrix& m, const Points& p, const std::array<double, kWindowAtoms>& weight, int partner,
               const WindowTerms& t, int site, double share) {
    add_isotropic(m, weight, share * sum(t.sites.stiffness, site));
    add_hydrogen_bond(m, p, weight, partner, t.sites.hydrogen_bond, share);
}

/// Half of the H and O of a plane, the other half is in the window that has the plane on its other side.
constexpr double kSharePolar = 0.5;

WindowMatrix plane_before(const Points& p, const WindowTerms& t, const PlaneShares& s) {
    WindowMatrix m{};
    add_bond(m, p, kOwnN, kOwnCA, s.second_n_ca * t.bond);
    if (t.first) return m;
    add_bond(m, p, kBeforeCA, kBeforeC, (1 - s.first_ca_c) * t.bond);
    add_bond(m, p, kBeforeC, kOwnN, (1 - s.first_c_n) * t.bond);
    add_angle(m, p, kBeforeCA, (1 - s.first_ca_c_n) * t.angle);
    add_angle(m, p, kBeforeC, s.second_c_n_ca * t.angle);
    add_square(m, torsion_lever(p, kBeforeCA), (1 - s.first_omega) * t.omega_before);
    add_polar(m, p, beyond_weights(kBeforeC, kBeforeCA, kOwnN, kOxygenCA, kOxygenN), kBeforeC, t, kSiteO, kSharePolar);
    add_polar(m, p, beyond_weights(kOwnN, kBeforeC, kOwnCA, kHydrogenC, kHydrogenCA), kOwnN, t, kSiteH, kSharePolar);
    return m;
}

WindowMatrix plane_after(const Points& p, const WindowTerms& t, const PlaneShares& s) {
    WindowMatrix m{};
    add_bond(m, p, kOwnCA, kOwnC, s.first_ca_c * t.bond);
    if (t.last) return m;
    add_bond(m, p, kOwnC, kNextN, s.first_c_n * t.bond);
    add_bond(m, p, kNextN, kNextCA, (1 - s.second_n_ca) * t.bond);
    add_angle(m, p, kOwnCA, s.first_ca_c_n * t.angle);
    add_angle(m, p, kOwnC, (1 - s.second_c_n_ca) * t.angle);
    add_square(m, torsion_lever(p, kOwnCA), s.first_omega * t.omega_after);
    add_polar(m, p, beyond_weights(kOwnC, kOwnCA, kNextN, kOxygenCA, kOxygenN), kOwnC, t, kSiteO, kSharePolar);
    add_polar(m, p, beyond_weights(kNextN, kOwnC, kNextCA, kHydrogenC, kHydrogenCA), kNextN, t, kSiteH, kSharePolar);
    return m;
}

WindowMatrix about_ca(const Points& p, const WindowTerms& t) {
    WindowMatrix m{};
    add_angle(m, p, kOwnN, t.angle);
    for (const auto& [atom, site] : {std::pair{kOwnN, kSiteN}, {kOwnCA, kSiteCA}, {kOwnC, kSiteC}}) {
        std::array<double, kWindowAtoms> own{};
        own[atom] = 1;
        add_isotropic(m, own, sum(t.sites.stiffness, site));
    }
    add_side_chain(m, p, t.sites);
    // chain ends, H and O by rules of their own
    if (t.last) add_polar(m, p, end_weights(kOwnC, kOwnCA, kOwnN, kLastOxygenCA, kLastOxygenN), kOwnC, t, kSiteO, 1);
    if (t.first)
        add_polar(m, p, end_weights(kOwnN, kOwnCA, kOwnC, kFirstHydrogenCA, kFirstHydrogenC), kOwnN, t, kSiteH, 1);
    return m;
}

void rescale(WindowMatrix& m, const std::array<double, kWindowAtoms>& scale) {
    for (int i = 0; i < kWindowSize; ++i)
        for (int j = 0; j < kWindowSize; ++j) m[i * kWindowSize + j] *= scale[i / 3] * scale[j / 3];
}

void rescale(WindowVector& v, const std::array<double, kWindowAtoms>& scale) {
    for (int i = 0; i < kWindowSize; ++i) v[i] *= scale[i / 3];
}

}  // namespace

double window_angle(int k) { return 2 * std::numbers::pi * k / kWindowSteps - std::numbers::pi; }

ResidueWindow::ResidueWindow(const WindowTerms& terms) {
    const PlaneShares& before = shares(terms.kind_before, terms.cis_before);
    const PlaneShares& after = shares(terms.kind_after, terms.cis_after);
    const auto scale = atom_scales(before, after);
    const WindowMatrix own = about_ca(window_atoms(0, 0, false, false), terms);
    for (int k = 0; k < kWindowSteps; ++k) {
        const double angle = window_angle(k);
        const Points p = window_atoms(angle, angle, terms.cis_before, terms.cis_after);
        along_phi[k] = plane_before(p, terms, before);
        for (int i = 0; i < kWindowSize * kWindowSize; ++i) along_phi[k][i] += own[i];
        along_psi[k] = plane_after(p, terms, after);
        lever_phi[k] = torsion_lever(p, kBeforeC);
        lever_psi[k] = torsion_lever(p, kOwnN);
        bend_phi[k] = torsion_bend(p, kBeforeC);
        bend_psi[k] = torsion_bend(p, kOwnN);
        for (auto* m : {&along_phi[k], &along_psi[k], &bend_phi[k], &bend_psi[k]}) rescale(*m, scale);
        for (auto* v : {&lever_phi[k], &lever_psi[k]}) rescale(*v, scale);
    }
}

}  // namespace prct
