// Where pair kernels leave their gradients: one packed array a block of residues, summed in the order of the blocks.
#pragma once

#include <algorithm>
#include <vector>

#include "site_arrays.hpp"

namespace prct {

/// Blocks own the work of their residues and depend on the number of residues alone, so that results never depend on
/// the threads that share them.
class Blocks {
   public:
    explicit Blocks(int residues) : residues_(residues), count_(std::clamp(residues / kSmallest, 1, kMost)) {
        const int vectors = (residues + kResidueLanes - 1) / kResidueLanes;
        for (int b = 0; b <= count_; ++b) starts_.push_back(vectors * b / count_ * kResidueLanes);
    }
    int count() const { return count_; }
    int first(int block) const { return starts_[block]; }
    /// Rounded up to whole vectors; `end` is not.
    int last(int block) const { return starts_[block + 1]; }
    int end(int block) const { return std::min(last(block), residues_); }
    int block_of(int residue) const {
        return static_cast<int>(std::upper_bound(starts_.begin(), starts_.end(), residue) - starts_.begin()) - 1;
    }

   private:
    static constexpr int kSmallest = 250, kMost = 16;
    int residues_, count_;
    std::vector<int> starts_;
};

/// The gradient that one block gives to all sites, packed as SiteArrays::pack; rows outside [low, high) are untouched.
template <class Real>
struct BlockGradient {
    std::vector<Real> packed;
    int low = 0, high = 0;

    void touch(int residue) {
        low = std::min(low, residue);
        high = std::max(high, residue + 1);
    }
    void clear() {
        std::fill(packed.begin() + std::size_t(low) * kPackedResidue,
                  packed.begin() + std::size_t(high) * kPackedResidue, Real(0));
    }
};

/// Writes the sums over all blocks for [first, last) into `g` [site][axis]; parts begin and end at whole vectors or at
/// the last residue.
template <class Real>
void sum_blocks(const std::vector<BlockGradient<Real>>& blocks, int first, int last, ResidueArrays& g) {
    double sum[kResidueLanes][kPackedResidue];
    for (int start = first; start < last; start += kResidueLanes) {
        for (auto& row : sum) std::fill(std::begin(row), std::end(row), 0.0);
        for (const BlockGradient<Real>& b : blocks)
            for (int i = std::max(start, b.low); i < std::min(start + kResidueLanes, b.high); ++i) {
                const Real* from = b.packed.data() + std::size_t(i) * kPackedResidue;
#pragma omp simd
                for (int k = 0; k < kPackedResidue; ++k) sum[i - start][k] += static_cast<double>(from[k]);
            }
        for (int row = 0; row < 3 * kSites; ++row) {
            double* to = g[row] + start;
            const int lane = (row % 3) * kSiteLanes + row / 3;
            for (int k = 0; k < kResidueLanes; ++k) to[k] = sum[k][lane];
        }
    }
}

}  // namespace prct
