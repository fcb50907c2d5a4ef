// Eq. 9 on the cpu platform: bounds in vector loops, splines and groups of alternatives one by one.
#pragma once

#include <limits>

#include "central_pairs.hpp"
#include "pair_gradients.hpp"
#include "prct/energy/restraint_terms.hpp"
#include "prct/engine/terms.hpp"

namespace prct {

template <class Real>
class RestraintKernel {
   public:
    RestraintKernel(const System& system, const Blocks& blocks);

    /// Tells `out` which residues `add` will write to.
    void touch(int block, BlockGradient<Real>& out) const;

    /// Restraints and groups owned by `block`.
    std::size_t count(int block) const;

    /// Adds the gradients of the restraints owned by `block`; returns their energy. `alpha` as ForceContext::compute.
    double add(int block, const TermScales& scales, std::span<const double> alpha, const SiteArrays& sites,
               const std::vector<Real>& packed, std::vector<Real>& out);

   private:
    /// Single restraints between bounds.
    struct Bounds {
        SitePairs pairs;
        std::vector<Real> lower, upper, inverse_scale, weight, factor;
        std::vector<std::int32_t> source;
    };
    /// Single restraints with a spline; `interval` is where the distance was last time.
    struct Spline {
        std::int32_t a, b, source, interval;
    };
    struct Block {
        Bounds bounds;
        std::vector<Spline> splines;
        std::vector<RestraintRun> groups;
        std::int32_t low = std::numeric_limits<std::int32_t>::max(), high = -1;  ///< first and last residue
    };

    double add_bounds(Bounds& b, const TermScales& scales, std::span<const double> alpha,
                      const std::vector<Real>& packed, std::vector<Real>& out) const;
    double add_splines(Block& b, double factor, std::span<const double> alpha, const std::vector<Real>& packed,
                       std::vector<Real>& out) const;
    double add_group(const RestraintRun& run, const TermScales& scales, std::span<const double> alpha,
                     const SiteArrays& sites, std::vector<Real>& out) const;

    const System& system_;
    std::vector<Block> blocks_;
};

}  // namespace prct
