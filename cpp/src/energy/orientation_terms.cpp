#include "prct/energy/orientation_terms.hpp"

namespace prct {

void add_orientations(const System& system, const TermScales& scales, const Sites& sites, EnergyTerms& terms,
                      Sites& g) {
    const double factor = scales.factor[kOrientation];
    if (factor == 0) return;
    const auto at = [&](int residue, int site) { return sites[residue * kSites + site]; };
    const auto add = [&](int residue, int site, const Vec3<double>& gradient) {
        g[residue * kSites + site] += factor * gradient;
    };
    double energy = 0;
    for (const Orientation& o : system.orientations) energy += factor * visit_orientation(o, at, add);
    terms.value[kOrientation] += energy;
}

}  // namespace prct
