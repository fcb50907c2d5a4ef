// Eq. 8 over listed donor-acceptor pairs: distances in a vector loop, the term itself, in double, for those within
// reach.
#pragma once

#include "residue_pairs.hpp"

namespace prct {

template <class Real>
class HydrogenBondKernel {
   public:
    /// Adds the gradients to `out`; returns the energy for wells of depth `epsilon` (kcal/mol).
    double add(std::span<const DonorAcceptor> pairs, double epsilon, const SiteArrays& sites,
               const std::vector<Real>& packed, std::vector<Real>& out);

   private:
    std::vector<DonorAcceptor> near_;
};

}  // namespace prct
