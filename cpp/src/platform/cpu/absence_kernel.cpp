#include "absence_kernel.hpp"

#include "prct/physics/contact_term.h"

namespace prct {

namespace {

constexpr double kSkin_a = 2.0;

std::vector<ListedPairs::Point> side_chains(const System& system) {
    std::vector<ListedPairs::Point> p;
    for (int i = 0; i < system.size(); ++i) p.push_back({i, kSiteCB, kSiteCB});
    return p;
}

}  // namespace

template <class Real>
AbsenceKernel<Real>::AbsenceKernel(const System& system, const Blocks& blocks)
    : system_(system),
      blocks_(blocks),
      list_(side_chains(system), system.force_field.absence_bound_a, kSkin_a),
      pairs_(blocks.count()) {}

template <class Real>
bool AbsenceKernel<Real>::update(const std::vector<Real>& packed) {
    if (!list_.update(packed, [&](int i, int j) { return !system_.absence.test(i, j); })) return false;
    for (int block = 0; block < blocks_.count(); ++block) {
        SitePairs& pairs = pairs_[block];
        pairs.clear();
        for (int i = blocks_.first(block); i < blocks_.end(block); ++i)
            for (const std::int32_t j : list_.row(i)) pairs.add(packed_site(i, kSiteCB), packed_site(j, kSiteCB));
        pairs.pad(packed_site(system_.size(), 0));
    }
    return true;
}

template <class Real>
void AbsenceKernel<Real>::touch(int block, BlockGradient<Real>& out) const {
    const SitePairs& pairs = pairs_[block];
    for (std::size_t k = 0; k < pairs.a.size(); ++k) {
        const int i = pairs.a[k] / kPackedResidue, j = pairs.b[k] / kPackedResidue;
        out.touch(i);
        if (j < system_.size()) out.touch(j);
    }
}

template <class Real>
double AbsenceKernel<Real>::add(int block, double epsilon, const std::vector<Real>& packed,
                                std::vector<Real>& out) const {
    const auto bound = static_cast<Real>(system_.force_field.absence_bound_a), strength = static_cast<Real>(epsilon);
    return add_central_pairs(pairs_[block], packed, out, [=](std::size_t, Real r2, Real& f) {
        Real slope;
        const Real e = absence_energy(r2, bound, strength, slope);
        f = Real(2) * slope;
        return e;
    });
}

template class AbsenceKernel<float>;
template class AbsenceKernel<double>;

}  // namespace prct
