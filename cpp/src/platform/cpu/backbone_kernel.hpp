// Terms along the chain (Eqs. 5, 6, 13) as vector loops over residues, in double.
#pragma once

#include "prct/engine/terms.hpp"
#include "site_arrays.hpp"

namespace prct {

/// After `begin`, called in this order for parts of the residues, with all parts of one call done before the next call
/// begins: `measure`, `couple`, `add`. Parts begin at multiples of kResidueLanes.
class BackboneKernel {
   public:
    explicit BackboneKernel(const System& system);

    void begin(const TermScales& scales);
    /// Bonds, angles, planarity; φ and ψ with their gradients.
    void measure(const SiteArrays& sites, const TermScales& scales, int first, int last, EnergyTerms& terms);
    /// Slopes of Eqs. 6 and 13.
    void couple(const TermScales& scales, int first, int last, EnergyTerms& terms);
    /// Adds the gradients at N, CA, C of [first, last) to `g` [site][axis].
    void add(int first, int last, ResidueArrays& g) const;

   private:
    void measure_chain(const SiteArrays& sites, const TermScales& scales, int first, int last, EnergyTerms& terms);
    void measure_torsions(const SiteArrays& sites, int first, int last);
    void couple_neighbours(double lambda, int first, int last, EnergyTerms& terms);

    const System& system_;
    bool torsions_ = false;  ///< whether φ and ψ are needed
    ResidueArrays unit_;     ///< [N, CA, C, N', CA'][axis]: gradients of the bonded terms that start at a residue
    ResidueArrays turn_;     ///< [φ: C₋ N CA C, ψ: N CA C N'][axis]: gradients of the angles
    ResidueArrays phase_;    ///< sin φ, cos φ, sin ψ, cos ψ, φ, ψ
    ResidueArrays slope_;    ///< dE/dφ, dE/dψ, and coherence with the next residue: by Δφ, by Δψ
    ResidueArrays flags_;    ///< 1 or 0: exists, linked to the next, has φ and ψ, has a coherent next residue
    std::vector<std::int32_t> peptide_;
};

}  // namespace prct
