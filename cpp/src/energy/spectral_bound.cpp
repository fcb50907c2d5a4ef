#include "prct/energy/spectral_bound.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "prct/energy/residue_window.hpp"
#include "prct/energy/surface_curvature.hpp"
#include "prct/linalg/lanczos.hpp"
#include "prct/physics/bond_term.h"
#include "prct/physics/coherence_term.h"

namespace prct {

namespace {

/// x'M x is a trigonometric polynomial of second order in φ and in ψ: between places h apart it rises by no more than
/// h²/8 times its second derivative, which Bernstein's inequality bounds by 4/2 of its range; twice 0.0019, and half
/// as much again as the range may exceed the bound itself where curvatures of Eq. 6 are taken from other places.
constexpr double kBetweenPlaces = 1.006;

/// L of a Cholesky factorisation in place, from the lower half; false where the matrix is not positive definite.
bool factorise(WindowMatrix& a) {
    constexpr int n = kWindowSize;
    for (int j = 0; j < n; ++j) {
        double* row = &a[j * n];
        for (int k = 0; k < j; ++k) {
            double sum = row[k];
            const double* other = &a[k * n];
            for (int m = 0; m < k; ++m) sum -= row[m] * other[m];
            row[k] = sum / other[k];
        }
        double pivot = row[j];
        for (int m = 0; m < j; ++m) pivot -= row[m] * row[m];
        if (!(pivot > 0)) return false;
        row[j] = std::sqrt(pivot);
    }
    return true;
}

WindowVector solve_lower(const WindowMatrix& l, WindowVector x) {
    for (int j = 0; j < kWindowSize; ++j) {
        for (int m = 0; m < j; ++m) x[j] -= l[j * kWindowSize + m] * x[m];
        x[j] /= l[j * kWindowSize + j];
    }
    return x;
}

/// The largest eigenvalue and its vector.
EigenPairs stiffest(const WindowMatrix& m) {
    return lanczos_largest(kWindowSize, 1, [&](std::span<const double> x, std::span<double> y) {
        for (int i = 0; i < kWindowSize; ++i) {
            y[i] = 0;
            for (int j = 0; j < kWindowSize; ++j) y[i] += m[i * kWindowSize + j] * x[j];
        }
    });
}

double quotient(const WindowMatrix& m, const double* v) {
    double sum = 0;
    for (int i = 0; i < kWindowSize; ++i)
        for (int j = 0; j < kWindowSize; ++j) sum += v[i] * m[i * kWindowSize + j] * v[j];
    return sum;
}

double along(const WindowVector& g, const double* v) {
    double sum = 0;
    for (int i = 0; i < kWindowSize; ++i) sum += g[i] * v[i];
    return sum;
}

/// Residues whose windows differ in Eq. 6 alone, each with the largest stiffness of any of them.
struct WindowClass {
    WindowTerms terms;
    std::vector<int> residues;
    std::set<const float*> surfaces;
};

bool may_be(PeptideKind kind, bool cis, bool cis_prolines) {
    if (kind == PeptideKind::proline) return !cis || cis_prolines;
    return cis == (kind == PeptideKind::cis);
}

/// Residues whose side chains differ by less than one of these steps a CA-CB are bounded together.
constexpr double kSideChainSteps = 2.0;

/// Whether first and last of a chain, length of the side chain, whether the peptides before and after are cis.
using Key = std::tuple<bool, bool, int, bool, bool>;

/// A window for each state that a peptide may be in.
void add_to_classes(const System& system, int i, bool cis_prolines, const SiteStiffness& sites,
                    std::map<Key, WindowClass>& classes) {
    const bool first = system.is_first(i), last = system.is_last(i);
    const int reach = static_cast<int>(std::ceil(kSideChainSteps * sites.longest_side_chain));
    const auto before = first ? PeptideKind::trans : static_cast<PeptideKind>(system.peptide_kind[i - 1]);
    const auto after = last ? PeptideKind::trans : static_cast<PeptideKind>(system.peptide_kind[i]);
    for (const bool cis_before : {false, true})
        for (const bool cis_after : {false, true}) {
            if (!may_be(before, cis_before, cis_prolines) || !may_be(after, cis_after, cis_prolines)) continue;
            WindowClass& c = classes[{first, last, reach, cis_before, cis_after}];
            c.terms.first = first;
            c.terms.last = last;
            // a peptide before proline is the stiffer one
            if (before == PeptideKind::proline) c.terms.kind_before = before;
            if (after == PeptideKind::proline) c.terms.kind_after = after;
            c.terms.cis_before = cis_before;
            c.terms.cis_after = cis_after;
            c.terms.sites.include(sites);
            c.residues.push_back(i);
            if (!first && !last) c.surfaces.insert(system.ramachandran_surface(i));
        }
}

/// Slopes up to which `Room` is measured, kcal/mol/rad.
constexpr double kUsualSlope = 12;

/// From this many surfaces on, what there is room for at each place is measured first, which is as dear as nine
/// surfaces.
constexpr std::size_t kManySurfaces = 40;

/// What a place leaves to Eq. 6 below the bound. With L Lᵀ = λ - M and y = L⁻¹ ∇φ, z = L⁻¹ ∇ψ a Hessian C in (φ, ψ)
/// fits in when C <= T = ([y z]ᵀ [y z])⁻¹. T is a concave function of M, and M linear in the slopes: between slopes T
/// is at least what linear interpolation gives.
struct Room {
    std::array<double, 3> at[3][3];  ///< φφ, φψ, ψψ at slopes of -kUsualSlope, 0, +kUsualSlope
    bool known = true;

    /// True only where C fits in; not always where it does.
    bool fits(const RamachandranCurvature& c, double more_slope) const {
        if (!known || more_slope > 0) return false;
        const double x = c.phi / kUsualSlope, y = c.psi / kUsualSlope;
        if (std::abs(x) > 1 || std::abs(y) > 1) return false;
        const int i = x > 0 ? 2 : 0, j = y > 0 ? 2 : 0;
        const double u = std::abs(x), v = std::abs(y);
        double t[3];
        for (int k = 0; k < 3; ++k)
            t[k] = (1 - u) * ((1 - v) * at[1][1][k] + v * at[1][j][k]) + u * ((1 - v) * at[i][1][k] + v * at[i][j][k]);
        const double a = t[0] - c.phi_phi, b = t[1] - c.phi_psi, d = t[2] - c.psi_psi;
        return a >= 0 && d >= 0 && a * d >= b * b;
    }
};

/// Looks at the windows of a class at every φ and ψ and raises the bound where it is not one.
class Search {
   public:
    Search(const System& system, const TermScales& scales) {
        const ForceField& ff = system.force_field;
        rama_ = ff.ramachandran * scales.factor[kRamachandran];
        const auto coherence =
            coherence_curvature_bound(ff.coherence_lambda * scales.factor[kCoherence], ff.coherence_k);
        // each phase is in two pairs, (δ₂ - δ₁)² <= 2 δ₁² + 2 δ₂²
        coherence_second_ = 4 * coherence.second;
        coherence_first_ = 2 * coherence.first;
    }

    void look(const WindowClass& c);

    double largest = 0;
    WindowTerms terms;  ///< where it is, with φ and ψ
    int residue = 0, phi = 0, psi = 0;
    RamachandranCurvature surface{};

    /// What of `largest` each term makes, in the stiffest motion.
    std::array<double, kTerms> parts() const;

   private:
    WindowMatrix what_is_left(const ResidueWindow& w, int i, int j, const RamachandranCurvature& s) const;
    std::vector<Room> measure(const ResidueWindow& w) const;
    void raise(const WindowClass& c, const WindowMatrix& m, int i, int j, const RamachandranCurvature& s);

    double rama_, coherence_second_, coherence_first_;
};

/// A window at one place with what a surface adds.
WindowMatrix window(const ResidueWindow& w, int i, int j, const RamachandranCurvature& s) {
    constexpr int n = kWindowSize;
    WindowMatrix m;
    const auto &a = w.along_phi[i], &b = w.along_psi[j], &c = w.bend_phi[i], &d = w.bend_psi[j];
    for (int k = 0; k < n * n; ++k) m[k] = a[k] + b[k] + s.phi * c[k] + s.psi * d[k];
    const auto &f = w.lever_phi[i], &g = w.lever_psi[j];
    for (int p = 0; p < n; ++p) {
        const double of_f = s.phi_phi * f[p] + s.phi_psi * g[p], of_g = s.phi_psi * f[p] + s.psi_psi * g[p];
        for (int q = 0; q < n; ++q) m[p * n + q] += of_f * f[q] + of_g * g[q];
    }
    return m;
}

/// The lower half of the bound less the window.
WindowMatrix Search::what_is_left(const ResidueWindow& w, int i, int j, const RamachandranCurvature& s) const {
    constexpr int n = kWindowSize;
    WindowMatrix m;
    const auto &a = w.along_phi[i], &b = w.along_psi[j], &c = w.bend_phi[i], &d = w.bend_psi[j];
    const auto &f = w.lever_phi[i], &g = w.lever_psi[j];
    for (int p = 0; p < n; ++p) {
        const double of_f = s.phi_phi * f[p] + s.phi_psi * g[p], of_g = s.phi_psi * f[p] + s.psi_psi * g[p];
        for (int q = 0; q <= p; ++q) {
            const int k = p * n + q;
            m[k] = -(a[k] + b[k] + s.phi * c[k] + s.psi * d[k] + of_f * f[q] + of_g * g[q]);
        }
        m[p * (n + 1)] += largest;
    }
    return m;
}

std::vector<Room> Search::measure(const ResidueWindow& w) const {
    constexpr int n = kWindowSteps;
    std::vector<Room> rooms(n * n);
    for (int k = 0; k < n * n; ++k)
        for (int a = 0; a < 3; ++a)
            for (int b = 0; b < 3; ++b) {
                const RamachandranCurvature slopes{(a - 1) * kUsualSlope, (b - 1) * kUsualSlope, 0, 0, 0};
                WindowMatrix left = what_is_left(w, k / n, k % n, slopes);
                if (!factorise(left)) {
                    rooms[k].known = false;
                    continue;
                }
                const WindowVector y = solve_lower(left, w.lever_phi[k / n]), z = solve_lower(left, w.lever_psi[k % n]);
                const double yy = along(y, y.data()), yz = along(y, z.data()), zz = along(z, z.data());
                const double determinant = yy * zz - yz * yz;
                rooms[k].at[a][b] = {zz / determinant, -yz / determinant, yy / determinant};
            }
    return rooms;
}

void Search::raise(const WindowClass& c, const WindowMatrix& m, int i, int j, const RamachandranCurvature& s) {
    const double found = stiffest(m).values.front() * (1 + 1e-6);
    if (found <= largest) return;
    largest = found;
    terms = c.terms;
    residue = c.residues.front();
    phi = i;
    psi = j;
    surface = s;
}

void Search::look(const WindowClass& c) {
    const ResidueWindow w(c.terms);
    for (int i = 0; i < kWindowSteps; ++i)
        for (int j = 0; j < kWindowSteps; ++j) {
            WindowMatrix left = what_is_left(w, i, j, {});
            if (!factorise(left)) raise(c, window(w, i, j, {}), i, j, {});
        }
    if (c.terms.first || c.terms.last || (rama_ == 0 && coherence_second_ == 0)) return;
    const bool many = c.surfaces.size() > kManySurfaces;
    if (many) largest *= 1.001;  // so that every place leaves something to Eq. 6
    const std::vector<Room> rooms = many ? measure(w) : std::vector<Room>{};
    for (const float* table : c.surfaces) {
        const SurfaceCurvature s = surface_curvature(table, rama_);
        for (int i = 0; i < kWindowSteps; ++i)
            for (int j = 0; j < kWindowSteps; ++j) {
                const int k = i * kWindowSteps + j;
                RamachandranCurvature here{s.phi[k], s.psi[k], s.phi_phi[k] + coherence_second_, s.phi_psi[k],
                                           s.psi_psi[k] + coherence_second_};
                if (many && rooms[k].fits(here, coherence_first_)) continue;
                for (const double sign : {1.0, -1.0})
                    for (const double other : {1.0, -1.0}) {
                        if (coherence_first_ == 0 && (sign < 0 || other < 0)) continue;
                        here.phi = s.phi[k] + sign * coherence_first_;
                        here.psi = s.psi[k] + other * coherence_first_;
                        WindowMatrix left = what_is_left(w, i, j, here);
                        if (!factorise(left)) raise(c, window(w, i, j, here), i, j, here);
                    }
            }
    }
}

std::array<double, kTerms> Search::parts() const {
    const auto alone = [&](const WindowTerms& t, const RamachandranCurvature& c) {
        return window(ResidueWindow(t), phi, psi, c);
    };
    const EigenPairs top = stiffest(alone(terms, surface));
    const double* v = top.vectors.data();
    std::array<double, kTerms> part{};
    WindowTerms none = terms;
    none.bond = none.angle = none.omega_before = none.omega_after = 0;
    none.sites = {};
    const auto measure = [&](Term term, const WindowTerms& t) { part[term] = quotient(alone(t, {}), v); };
    WindowTerms t = none;
    t.bond = terms.bond;
    measure(kBond, t);
    t = none;
    t.angle = terms.angle;
    measure(kAngle, t);
    t = none;
    t.omega_before = terms.omega_before;
    t.omega_after = terms.omega_after;
    measure(kOmega, t);
    for (int k = 0; k < kTerms; ++k) {
        t = none;
        t.sites.longest_side_chain = terms.sites.longest_side_chain;
        t.sites.stiffness[k] = terms.sites.stiffness[k];
        t.sites.force[k] = terms.sites.force[k];
        if (k == kHydrogenBond) t.sites.hydrogen_bond = terms.sites.hydrogen_bond;
        if (k > kOmega) measure(static_cast<Term>(k), t);
    }
    double rest = top.values.front();
    for (const double p : part) rest -= p;
    part[kRamachandran] += rest;
    for (double& p : part) p *= kBetweenPlaces * largest / top.values.front();
    return part;
}

}  // namespace

SpectralBound spectral_bound(const System& system, const TermScales& scales, const SpectralDomain& domain) {
    const ForceField& ff = system.force_field;
    const std::vector<SiteStiffness> sites = site_stiffness(system, scales, domain);
    std::map<Key, WindowClass> classes;
    SiteStiffness any;
    for (int i = 0; i < system.size(); ++i) {
        add_to_classes(system, i, domain.cis_prolines, sites[i], classes);
        any.include(sites[i]);
    }
    const auto planarity = [&](PeptideKind kind) {
        return omega_curvature_bound(kind, ff.omega_k * scales.factor[kOmega],
                                     ff.proline_cis_bias * scales.factor[kOmega]);
    };
    Search search(system, scales);
    for (auto& [_, c] : classes) {
        c.terms.bond = bond_curvature_bound(ff.bond_k * scales.factor[kBond], 1, 1).along;
        c.terms.angle = angle_curvature_bound(ff.angle_k * scales.factor[kAngle], 0).second;
        c.terms.omega_before = planarity(c.terms.kind_before);
        c.terms.omega_after = planarity(c.terms.kind_after);
        for (int t = 0; t < kTerms; ++t)  // the O before and the H behind are of other residues
            for (const int s : {kSiteO, kSiteH}) c.terms.sites.stiffness[t][s] = any.stiffness[t][s];
        search.look(c);
    }
    return {kBetweenPlaces * search.largest, search.parts(), search.residue, window_angle(search.phi),
            window_angle(search.psi)};
}

}  // namespace prct
