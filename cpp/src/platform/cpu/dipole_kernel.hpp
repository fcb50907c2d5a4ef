// Eq. 12 on the cpu platform.
#pragma once

#include "listed_pairs.hpp"

namespace prct {

template <class Real>
class DipoleKernel {
   public:
    explicit DipoleKernel(const System& system);
    void reset() { list_.reset(); }
    /// Adds the gradients to `out`; returns the energy for the coupling `j0` (kcal/mol Å³).
    double add(double j0, const SiteArrays& sites, const std::vector<Real>& packed, std::vector<Real>& out);

   private:
    double add_pair(int i, int j, double j0, std::vector<Real>& out);

    struct Dipole {
        Vec3<double> direction, middle;  ///< unit vector C→O, halfway point
        double inverse_length;
    };

    const System& system_;
    ListedPairs list_;
    std::vector<Dipole> dipoles_;
};

}  // namespace prct
