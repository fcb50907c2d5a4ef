// Two CA traces with a fixed residue correspondence, laid out for the superposition search.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/geometry/superpose.hpp"

namespace prct {

/// One flag, 1.0 or 0.0, for each (padded) pair.
using PairSelection = std::vector<double>;

/// The pairs of residues that are resolved in both traces, each trace centred on its mean, padded to whole vectors.
class PairedTrace {
   public:
    /// Residue k of `model` corresponds to residue k of `native`; NaN = unresolved. Throws InputError unless the
    /// lengths agree and the native has at least three resolved residues.
    PairedTrace(std::span<const Vec3<double>> model, std::span<const Vec3<double>> native);

    /// Pairs resolved in both.
    int size() const { return size_; }
    /// Residues resolved in the native: the length by which scores are normalised.
    int native_length() const { return native_length_; }
    std::size_t padded_size() const { return padded_; }

    /// The best motion of the model onto the native over the selected pairs, all of them in [first, last).
    RigidMotion fit(const PairSelection& selection, std::size_t first, std::size_t last) const;
    RigidMotion fit(const PairSelection& selection) const { return fit(selection, 0, padded_); }
    /// Squared distances of all pairs after the motion; the padding gets a distance that no cutoff reaches.
    void distances2(const RigidMotion& motion, std::vector<double>& distance2_a2) const;

   private:
    int size_ = 0, native_length_ = 0;
    std::size_t padded_ = 0;
    std::vector<double> model_[3], native_[3];
};

/// Flags the pairs within the cutoff and returns how many; `hash` identifies the set.
int select_within(const std::vector<double>& distance2_a2, double cutoff_a, PairSelection& selection,
                  std::uint64_t& hash);

}  // namespace prct
