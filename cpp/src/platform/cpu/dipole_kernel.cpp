#include "dipole_kernel.hpp"

#include "prct/energy/pair_rules.hpp"
#include "prct/physics/dipole_term.h"

namespace prct {

namespace {

constexpr double kSkin_a = 2.0;

std::vector<ListedPairs::Point> carbonyls(const System& system) {
    std::vector<ListedPairs::Point> p;
    for (int i = 0; i < system.size(); ++i) p.push_back({i, kSiteC, kSiteO});
    return p;
}

}  // namespace

template <class Real>
DipoleKernel<Real>::DipoleKernel(const System& system)
    : system_(system), list_(carbonyls(system), system.force_field.dipole_cutoff_a, kSkin_a), dipoles_(system.size()) {}

template <class Real>
double DipoleKernel<Real>::add(double j0, const SiteArrays& sites, const std::vector<Real>& packed,
                               std::vector<Real>& out) {
    list_.update(packed, [&](int i, int j) { return too_near(system_, i, j, kDipoleSeparation); });
    for (int i = 0; i < system_.size(); ++i) {
        const Vec3<double> c = sites.at(i, kSiteC), o = sites.at(i, kSiteO);
        const double inverse = 1.0 / norm(o - c);
        dipoles_[i] = {inverse * (o - c), 0.5 * (o + c), inverse};
    }
    double energy = 0;
    for (int i = 0; i < system_.size(); ++i)
        for (const std::int32_t j : list_.row(i)) energy += add_pair(i, j, j0, out);
    return energy;
}

template <class Real>
double DipoleKernel<Real>::add_pair(int i, int j, double j0, std::vector<Real>& out) {
    const Dipole &s = dipoles_[i], &t = dipoles_[j];
    DipoleGradient<double> q;
    const double e =
        dipole_energy(s.direction, t.direction, t.middle - s.middle, j0, system_.force_field.dipole_cutoff_a, q);
    if (e == 0) return 0;
    const auto push = [&](int residue, int k, const Vec3<double>& g) {
        Real* p = out.data() + packed_site(residue, k);
        p[0] += static_cast<Real>(g.x);
        p[kSiteLanes] += static_cast<Real>(g.y);
        p[2 * kSiteLanes] += static_cast<Real>(g.z);
    };
    const Vec3<double> gs = s.inverse_length * (q.first - dot(q.first, s.direction) * s.direction);
    const Vec3<double> gt = t.inverse_length * (q.second - dot(q.second, t.direction) * t.direction);
    const Vec3<double> half = 0.5 * q.separation;
    push(i, kSiteO, gs - half);
    push(i, kSiteC, -gs - half);
    push(j, kSiteO, gt + half);
    push(j, kSiteC, half - gt);
    return e;
}

template class DipoleKernel<float>;
template class DipoleKernel<double>;

}  // namespace prct
