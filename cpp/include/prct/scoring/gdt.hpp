// Global distance test: the share of residues that one superposition brings within a cutoff, at its largest. Eq. 35
#pragma once

#include <array>

#include "prct/scoring/superposition_search.hpp"

namespace prct {

inline constexpr std::array<double, 5> gdt_cutoffs_a = {0.5, 1.0, 2.0, 4.0, 8.0};

struct Gdt {
    /// Largest fraction of the native's resolved residues within each of `gdt_cutoffs_a`, each with its own
    /// superposition.
    std::array<double, 5> fraction{};
    double total_score() const { return 0.25 * (fraction[1] + fraction[2] + fraction[3] + fraction[4]); }
    double high_accuracy() const { return 0.25 * (fraction[0] + fraction[1] + fraction[2] + fraction[3]); }
};

Gdt gdt(const PairedTrace& pairs);

}  // namespace prct
