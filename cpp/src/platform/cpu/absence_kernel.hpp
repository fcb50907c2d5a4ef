// Eq. 9a on the cpu platform: CB pairs that a complete map does not name.
#pragma once

#include "listed_pairs.hpp"

namespace prct {

template <class Real>
class AbsenceKernel {
   public:
    AbsenceKernel(const System& system, const Blocks& blocks);
    void reset() { list_.reset(); }

    /// Updates the list; true when it changed, and then `touch` tells what `add` will write to.
    bool update(const std::vector<Real>& packed);
    void touch(int block, BlockGradient<Real>& out) const;
    /// Adds the gradients of pairs owned by `block`; returns their energy for strength `epsilon` (kcal/mol).
    double add(int block, double epsilon, const std::vector<Real>& packed, std::vector<Real>& out) const;

   private:
    const System& system_;
    const Blocks& blocks_;
    ListedPairs list_;
    std::vector<SitePairs> pairs_;
};

}  // namespace prct
