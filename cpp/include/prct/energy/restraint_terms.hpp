// Eq. 9: the restraints of a system, single ones and groups of alternatives.
#pragma once

#include <span>

#include "prct/energy/sites.hpp"
#include "prct/engine/terms.hpp"

namespace prct {

/// Members of a group stand together; [first, last) is one restraint or one whole group.
struct RestraintRun {
    std::size_t first, last;
};
RestraintRun restraint_run(const std::vector<Restraint>& restraints, std::size_t first);

/// Site distance of one restraint (Å).
double restraint_distance(const Restraint& r, const Sites& sites);

/// U of Eq. 9 at distance d, `slope` = dU/dd (in units of the restraint's weight).
double restraint_loss(const System& system, const Restraint& r, double d, double saturation, double& slope);

/// Adds Σ α w U(d) and its gradient; the members of a group share d = (Σ d⁻⁶)^(-1/6) and the bounds of the first.
void add_restraints(const System& system, const TermScales& scales, const Sites& sites, std::span<const double> alpha,
                    EnergyTerms& terms, Sites& g);

}  // namespace prct
