// Potts model of an alignment by pseudo-likelihood: every column by all others, one regression a column. Eq. 24b
// Source: Ekeberg et al., Phys. Rev. E 87, 012707 (2013) and J. Comput. Phys. 276, 341 (2014).
#pragma once

#include <functional>
#include <vector>

#include "prct/coevolution/sequence_weights.hpp"

namespace prct {

/// 20 residues in the order of the alphabet, and the gap.
inline constexpr int potts_states = 21;
inline constexpr int gap_state = 20;

struct PottsOptions {
    double field_penalty = 0.01;     ///< times |h_i|², the likelihood being a mean over effective sequences
    double coupling_penalty = 0.01;  ///< times |J_i|²
    int max_evaluations = 100;       ///< a column
    double tolerance = 1e-4;         ///< change of the penalised mean log likelihood at which a column has converged
};

/// p(x) ∝ exp(Σ h_i(x_i) + Σ_{i<j} J_ij(x_i, x_j)).
struct Potts {
    int length = 0;
    std::vector<float> fields;     ///< [length, 21]
    std::vector<float> couplings;  ///< [length, length, 21, 21], J_ij(a, b) = J_ji(b, a); zero-sum gauge; 0 on i = j
};

/// The penalised negative mean log likelihood of one column given the others, and its gradient. Parameters: 21 fields,
/// then [length, 21, 21] couplings (other column, its state, own state); those of the column with itself stay 0.
/// Sums over sequences run in float within blocks of them and in double over the blocks.
class SiteLikelihood {
   public:
    /// Keeps views: sequences [M, length] of states < 21 and their weights [M].
    SiteLikelihood(const SequencesView& sequences, std::span<const float> weights, int site,
                   const PottsOptions& options);
    std::size_t size() const;
    double operator()(std::span<const double> x, std::span<double> gradient);

   private:
    void add_block(int first, int last);
    void pack(std::span<const double> x);
    double penalty(std::span<const double> x, std::span<double> gradient) const;

    SequencesView sequences_;
    std::span<const float> weights_;
    int site_;
    PottsOptions options_;
    double total_weight_ = 0, log_likelihood_ = 0;
    std::vector<float> packed_, slope_;  ///< rows of whole vectors: fields, then one for each other column and state
};

/// Fit all columns, `threads` side by side, then put the couplings into the zero-sum gauge and average both estimates
/// of each. `progress(done)` is called after each column, from the thread that fitted it; what it throws ends the fit.
/// Throws InputError on states beyond 20, no sequences, or more than 2,000 columns.
Potts fit_potts(const SequencesView& sequences, std::span<const float> weights, const PottsOptions& options,
                int threads = 1, const std::function<void(int)>& progress = {});

/// Frobenius norm of each coupling without the gap, [length, length], symmetric, 0 on the diagonal.
std::vector<double> coupling_norms(const Potts& model);

}  // namespace prct
