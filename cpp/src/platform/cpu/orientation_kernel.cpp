#include "orientation_kernel.hpp"

#include <algorithm>

#include "central_pairs.hpp"
#include "prct/energy/orientation_terms.hpp"

namespace prct {

template <class Real>
OrientationKernel<Real>::OrientationKernel(const System& system, const Blocks& blocks)
    : system_(system), blocks_(blocks.count()) {
    for (std::size_t k = 0; k < system.orientations.size(); ++k) {
        const Orientation& o = system.orientations[k];
        blocks_[blocks.block_of(std::min(o.residue_i, o.residue_j))].push_back(static_cast<std::int32_t>(k));
    }
}

template <class Real>
void OrientationKernel<Real>::touch(int block, BlockGradient<Real>& out) const {
    for (const std::int32_t k : blocks_[block]) {
        out.touch(system_.orientations[k].residue_i);
        out.touch(system_.orientations[k].residue_j);
    }
}

template <class Real>
double OrientationKernel<Real>::add(int block, double factor, const SiteArrays& sites, std::vector<Real>& out) const {
    const auto at = [&](int residue, int site) { return sites.at(residue, site); };
    const auto pull = [&](int residue, int site, const Vec3<double>& gradient) {
        Real* p = out.data() + packed_site(residue, site);
        p[0] += static_cast<Real>(factor * gradient.x);
        p[kSiteLanes] += static_cast<Real>(factor * gradient.y);
        p[2 * kSiteLanes] += static_cast<Real>(factor * gradient.z);
    };
    double energy = 0;
    for (const std::int32_t index : blocks_[block])
        energy += factor * visit_orientation(system_.orientations[index], at, pull);
    return energy;
}

template class OrientationKernel<float>;
template class OrientationKernel<double>;

}  // namespace prct
