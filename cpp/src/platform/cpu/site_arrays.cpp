#include "site_arrays.hpp"

#include <algorithm>

#include "prct/energy/pair_rules.hpp"
#include "prct/energy/sites.hpp"
#include "prct/physics/virtual_sites.h"

namespace prct {

namespace {

enum Weight { kOC, kOCa, kONext, kON, kHN, kHCa, kHPrevious, kHC, kRatio, kWeights };

/// Missing sites stand this far out, one step apart from residue to residue (Å).
constexpr double kNowhere_a = 1e6, kNowhereStep_a = 1e3;

bool has_site(const System& s, int residue, int site) {
    const int type = s.residue_type[residue];
    if (site >= kSites) return false;
    return site == kSiteH ? is_donor(type) : has_repulsive_site(type, site);
}

}  // namespace

ResidueArrays::ResidueArrays(int residues, int arrays)
    : stride_(std::size_t(residues + kResidueLanes - 1) / kResidueLanes * kResidueLanes + 2 * kResidueLanes),
      data_(stride_ * arrays, 0.0) {}

SiteArrays::SiteArrays(const System& system)
    : system_(system), n_(system.size()), sites_(n_, 3 * kSites), weights_(n_, kWeights) {
    for (int i = 0; i < n_; ++i) {
        const bool first = system.is_first(i), last = system.is_last(i);
        const auto set = [&](Weight w, double value) { weights_[w][i] = value; };
        set(kOC, 1 + (last ? kLastOxygenCA : kOxygenCA + kOxygenN));
        set(kOCa, last ? -kLastOxygenCA - kLastOxygenN : -kOxygenCA);
        set(kONext, last ? 0 : -kOxygenN);
        set(kON, last ? kLastOxygenN : 0);
        set(kHN, 1 + (first ? kFirstHydrogenCA : kHydrogenC + kHydrogenCA));
        set(kHCa, first ? -kFirstHydrogenCA - kFirstHydrogenC : -kHydrogenCA);
        set(kHPrevious, first ? 0 : -kHydrogenC);
        set(kHC, first ? kFirstHydrogenC : 0);
        set(kRatio, side_chain_ratio(system.residue_type[i]));
        missing_.emplace_back();
        for (int k = 0; k < kSiteLanes; ++k)
            if (!has_site(system, i, k)) missing_.back().push_back(k);
    }
}

void SiteArrays::load(std::span<const double> positions, int first, int last) {
    for (int k = 0; k < 9; ++k) {
        double* axis = sites_[k];
        const double* p = positions.data() + k;
        for (int i = first; i < std::min(last, n_); ++i) axis[i] = p[9 * std::size_t(i)];
    }
}

void SiteArrays::place(int first, int last) {
    const AxisView n = site(kSiteN), ca = site(kSiteCA), c = site(kSiteC);
    const AxisSpan cb(sites_, 3 * kSiteCB), sc(sites_, 3 * kSiteSC), o(sites_, 3 * kSiteO), h(sites_, 3 * kSiteH);
    const double *oc = weights_[kOC], *oca = weights_[kOCa], *onext = weights_[kONext], *on = weights_[kON];
    const double *hn = weights_[kHN], *hca = weights_[kHCa], *hprev = weights_[kHPrevious], *hc = weights_[kHC];
    const double* ratio = weights_[kRatio];
#pragma omp simd
    for (int i = first; i < last; ++i) {
        const Vec3<double> beta = place_cb(n[i], ca[i], c[i]);
        cb.set(i, beta);
        sc.set(i, ca[i] + ratio[i] * (beta - ca[i]));
        o.set(i, oc[i] * c[i] + oca[i] * ca[i] + onext[i] * n[i + 1] + on[i] * n[i]);
        h.set(i, hn[i] * n[i] + hca[i] * ca[i] + hprev[i] * c[i - 1] + hc[i] * c[i]);
    }
}

template <class Real>
std::vector<Real> SiteArrays::packed_array() const {
    return std::vector<Real>(std::size_t(n_ + 1) * kPackedResidue, static_cast<Real>(-kNowhere_a));
}

Vec3<double> SiteArrays::sum_ca(int first, int last) const {
    const AxisView ca = site(kSiteCA);
    Vec3<double> sum;
    for (int i = first; i < std::min(last, n_); ++i) sum += ca[i];
    return sum;
}

template <class Real>
void SiteArrays::pack(const Vec3<double>& origin, int first, int last, std::vector<Real>& packed,
                      std::vector<Real>& solid) const {
    last = std::min(last, n_);
    const double from_origin[3] = {origin.x, origin.y, origin.z};
    for (int k = 0; k < kSites; ++k)
        for (int axis = 0; axis < 3; ++axis) {
            const double *from = sites_[3 * k + axis], zero = from_origin[axis];
            Real* to = packed.data() + axis * kSiteLanes + k;
            for (int i = first; i < last; ++i) to[std::size_t(i) * kPackedResidue] = static_cast<Real>(from[i] - zero);
        }
    std::copy(packed.begin() + std::size_t(first) * kPackedResidue, packed.begin() + std::size_t(last) * kPackedResidue,
              solid.begin() + std::size_t(first) * kPackedResidue);
    for (int i = first; i < last; ++i)
        for (const int k : missing_[i])
            solid[std::size_t(i) * kPackedResidue + k] = static_cast<Real>(kNowhere_a + kNowhereStep_a * i);
}

template std::vector<float> SiteArrays::packed_array() const;
template std::vector<double> SiteArrays::packed_array() const;
template void SiteArrays::pack(const Vec3<double>&, int, int, std::vector<float>&, std::vector<float>&) const;
template void SiteArrays::pack(const Vec3<double>&, int, int, std::vector<double>&, std::vector<double>&) const;

void SiteArrays::gather(const ResidueArrays& g, int first, int last, std::span<double> gradient) const {
    const AxisView n = site(kSiteN), ca = site(kSiteCA), c = site(kSiteC);
    const AxisView at_n(g, 3 * kSiteN), at_ca(g, 3 * kSiteCA), at_c(g, 3 * kSiteC), at_o(g, 3 * kSiteO);
    const AxisView at_cb(g, 3 * kSiteCB), at_sc(g, 3 * kSiteSC), at_h(g, 3 * kSiteH);
    const double *oc = weights_[kOC], *oca = weights_[kOCa], *onext = weights_[kONext], *on = weights_[kON];
    const double *hn = weights_[kHN], *hca = weights_[kHCa], *hprev = weights_[kHPrevious], *hc = weights_[kHC];
    const double* ratio = weights_[kRatio];
    double* out = gradient.data();
    last = std::min(last, n_);
#pragma omp simd
    for (int i = first; i < last; ++i) {
        Vec3<double> gn = at_n[i] + on[i] * at_o[i] + onext[i - 1] * at_o[i - 1] + hn[i] * at_h[i];
        Vec3<double> gca = at_ca[i] + oca[i] * at_o[i] + hca[i] * at_h[i] + (1.0 - ratio[i]) * at_sc[i];
        Vec3<double> gc = at_c[i] + oc[i] * at_o[i] + hc[i] * at_h[i] + hprev[i + 1] * at_h[i + 1];
        spread_cb(n[i], ca[i], c[i], at_cb[i] + ratio[i] * at_sc[i], gn, gca, gc);
        double* p = out + 9 * std::size_t(i);
        p[0] = gn.x, p[1] = gn.y, p[2] = gn.z;
        p[3] = gca.x, p[4] = gca.y, p[5] = gca.z;
        p[6] = gc.x, p[7] = gc.y, p[8] = gc.z;
    }
}

}  // namespace prct
