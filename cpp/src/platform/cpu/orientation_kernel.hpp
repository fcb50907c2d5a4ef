// Eq. 9b on the cpu platform: orientations between residues, in double, block by block.
#pragma once

#include "pair_gradients.hpp"
#include "prct/engine/terms.hpp"

namespace prct {

template <class Real>
class OrientationKernel {
   public:
    OrientationKernel(const System& system, const Blocks& blocks);

    /// Tells `out` which residues `add` will write to.
    void touch(int block, BlockGradient<Real>& out) const;

    /// Orientations owned by `block`.
    std::size_t count(int block) const { return blocks_[block].size(); }

    /// Adds `factor` times the gradients of the orientations owned by `block`; returns their energy.
    double add(int block, double factor, const SiteArrays& sites, std::vector<Real>& out) const;

   private:
    const System& system_;
    std::vector<std::vector<std::int32_t>> blocks_;  ///< indices into System::orientations
};

}  // namespace prct
