// The terms of Eq. 4 by name, their energies, and the scales that a schedule sets.
#pragma once

#include <array>
#include <string_view>

#include "prct/engine/term.h"

namespace prct {

constexpr std::array<std::string_view, kTerms> kTermNames = {
    "bond",    "angle",         "omega",  "ramachandran", "repulsion",   "hydrogen_bond", "contact",
    "absence", "electrostatic", "dipole", "coherence",    "orientation", "pair",          "burial"};

/// Energies in kcal/mol, by term.
struct EnergyTerms {
    std::array<double, kTerms> value{};

    double total() const {
        double sum = 0;
        for (const double v : value) sum += v;
        return sum;
    }
    /// Everything but what the restraints ask for.
    double physics() const { return total() - value[kContact] - value[kAbsence] - value[kOrientation]; }
};

/// What a schedule may change between steps: a factor a term (0 = not computed) and the shape of the restraint loss.
struct TermScales {
    std::array<double, kTerms> factor{};
    double saturation = 0.0;  ///< 0 = pseudo-Huber (search), 1 = log-saturating (end)

    TermScales() { factor.fill(1.0); }
};

}  // namespace prct
