// Backbones of ideal geometry as functions of their torsions and of each chain's place; forces carried over (Eq. 25).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "prct/physics/vec3.h"

namespace prct {

/// Variables of one chain of n residues, one chain after another: ψ, ω, φ of every peptide (3n - 3 angles, in the order
/// of their bonds), then a rotation vector (rad) and a translation (Å) of the chain's middle residue, which is the root
/// that the torsions turn the rest about. An energy that does not depend on place leaves the first chain's six idle.
class TorsionSpace {
   public:
    /// The torsions of `positions` [9N], each chain rebuilt with the geometry of Eq. 5 and superposed on where it was.
    /// Throws InputError when the sizes do not fit, a coordinate is not finite or a chain is empty.
    TorsionSpace(std::span<const std::int32_t> chain_starts, std::span<const double> positions);

    std::size_t size() const { return start_.size(); }
    /// The variables that the constructor measured.
    const std::vector<double>& start() const { return start_; }

    /// N, CA, C [9N] at `variables`.
    std::vector<double> positions(std::span<const double> variables) const;

    /// dE/dvariables from dE/dr [9N] at `variables`, whose coordinates are `positions`, by suffix sums: O(N).
    void gradient(std::span<const double> variables, std::span<const double> positions,
                  std::span<const double> cartesian, std::span<double> out) const;

   private:
    struct Axes {
        Vec3<double> x{}, y{}, z{};
    };
    struct Chain {
        std::size_t first_atom, atoms;  ///< N, CA, C of one residue after another
        std::size_t offset;             ///< of its variables
        std::size_t middle;             ///< residue, counted in the chain
        Axes root;                      ///< axes of the middle residue at rotation 0
        Vec3<double> origin_a;          ///< its CA at translation 0

        std::size_t torsions() const { return atoms - 3; }
    };

    static Axes axes_of(std::span<const double> residue);
    void place(const Chain& chain, std::span<const double> rigid, std::span<double> atoms) const;

    std::vector<std::int32_t> chain_starts_;
    std::vector<Chain> chains_;
    std::vector<double> start_;
};

}  // namespace prct
