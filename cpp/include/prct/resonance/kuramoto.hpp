// Phase oscillators on a sparse graph (Eq. 16) and the support their neighbours give (Eq. 19).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "prct/base/thread_pool.hpp"
#include "prct/resonance/sliced_matrix.hpp"

namespace prct {

/// What divides the coupling of an oscillator.
enum class KuramotoScaling {
    weight_sum,  ///< Σ K over its neighbours, as in Eq. 16; weights must not be negative
    none         ///< nothing: the rate is Ω + κ Σ K α sin(ϑ' - ϑ)
};

/// The right-hand side of Eq. 16 without noise. One object serves one caller at a time: rate() and support() write to
/// buffers of the object. Results do not depend on the number of threads: each oscillator is summed by one of them.
template <class T>
class SparseKuramoto {
   public:
    using Scalar = T;

    /// frequency [N] and coupling in rad/ps. Throws InputError where something is not finite or has the wrong size.
    SparseKuramoto(const SparseRows<T>& rows, std::span<const T> frequency, T coupling,
                   KuramotoScaling scaling = KuramotoScaling::weight_sum);

    std::size_t size() const { return frequency_.size(); }

    void set_frequency(std::span<const T> frequency);
    void set_coupling(T coupling);
    /// α of every oscillator as its neighbours see it; empty = 1 everywhere.
    void set_amplitude(std::span<const T> amplitude);
    /// 1 to 1024; a graph too small to be worth sharing is left to the caller's thread.
    void set_threads(int threads);

    /// Eq. 16. phase [N] in rad, rate [N] in rad/ps.
    void rate(std::span<const T> phase, std::span<T> rate);
    /// Eq. 19.
    void support(std::span<const T> phase, std::span<T> support);

   private:
    void check_sizes(std::span<const T> phase, std::span<T> out) const;
    template <class Finish>
    void sum_neighbors(std::span<const T> phase, const Finish& finish);

    SlicedMatrix<T> matrix_;
    std::vector<T> weight_sum_, frequency_, gain_, amplitude_;
    std::vector<T> unit_pairs_, scaled_pairs_;
    T coupling_;
    KuramotoScaling scaling_;
    std::unique_ptr<ThreadPool> pool_;
};

extern template class SparseKuramoto<float>;
extern template class SparseKuramoto<double>;

}  // namespace prct
