// Eq. 11 on the cpu platform.
#pragma once

#include "listed_pairs.hpp"
#include "prct/energy/pair_rules.hpp"

namespace prct {

template <class Real>
class ChargeKernel {
   public:
    explicit ChargeKernel(const System& system);
    void reset() { list_.reset(); }
    /// Adds the gradients to `out`; returns the energy, both times `factor`.
    double add(double factor, const std::vector<Real>& packed, std::vector<Real>& out);

   private:
    std::vector<ChargeSite> charges_;
    std::int32_t far_;
    DebyeHuckel<Real> screened_;
    ListedPairs list_;
    SitePairs pairs_;
    std::vector<Real> product_;
};

}  // namespace prct
