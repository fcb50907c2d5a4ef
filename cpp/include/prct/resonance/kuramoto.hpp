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

/// Throws InputError unless there is one finite number an oscillator; `name` is what the message calls them.
template <class T>
void check_oscillators(std::span<const T> values, std::size_t size, const char* name);

/// Σ K of every row, in the order of its entries. Throws InputError for negative weights that are to scale.
template <class T>
std::vector<T> sum_weights(const SparseRows<T>& rows, KuramotoScaling scaling);

/// What multiplies the sum of an oscillator: κ, divided by its weights where they scale. Throws InputError where κ is
/// not finite.
template <class T>
std::vector<T> coupling_gains(T coupling, std::span<const T> weight_sums, KuramotoScaling scaling);

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
    KuramotoScaling scaling_;
    std::unique_ptr<ThreadPool> pool_;
};

extern template void check_oscillators(std::span<const float>, std::size_t, const char*);
extern template std::vector<float> sum_weights(const SparseRows<float>&, KuramotoScaling);
extern template std::vector<float> coupling_gains(float, std::span<const float>, KuramotoScaling);
extern template void check_oscillators(std::span<const double>, std::size_t, const char*);
extern template std::vector<double> sum_weights(const SparseRows<double>&, KuramotoScaling);
extern template std::vector<double> coupling_gains(double, std::span<const double>, KuramotoScaling);
extern template class SparseKuramoto<float>;
extern template class SparseKuramoto<double>;

}  // namespace prct
