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
    double energy = 0;
    for (const std::int32_t index : blocks_[block]) {
        const Orientation& o = system_.orientations[index];
        const OrientationSites of = orientation_sites(o);
        std::array<Vec3<double>, 4> at, gradient;
        for (int k = 0; k < of.count; ++k) at[k] = sites.at(of.residue[k], of.site[k]);
        energy += factor * orientation_energy(o, at, gradient);
        for (int k = 0; k < of.count; ++k) {
            Real* p = out.data() + packed_site(of.residue[k], of.site[k]);
            p[0] += static_cast<Real>(factor * gradient[k].x);
            p[kSiteLanes] += static_cast<Real>(factor * gradient[k].y);
            p[2 * kSiteLanes] += static_cast<Real>(factor * gradient[k].z);
        }
    }
    return energy;
}

template class OrientationKernel<float>;
template class OrientationKernel<double>;

}  // namespace prct
