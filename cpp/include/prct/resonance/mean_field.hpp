// Phase oscillators coupled all to all with one weight: the sum over the others is exactly the mean field.
#pragma once

#include <span>
#include <vector>

namespace prct {

/// ϑ̇_i = Ω_i + κ/N Σ_j α_j sin(ϑ_j - ϑ_i): Eq. 16 with K = 1 between all oscillators, itself included (its own term is
/// 0). One object serves one caller at a time.
template <class T>
class MeanFieldKuramoto {
   public:
    using Scalar = T;

    /// frequency [N] and coupling in rad/ps. Throws InputError where something is not finite.
    MeanFieldKuramoto(std::span<const T> frequency, T coupling);

    std::size_t size() const { return frequency_.size(); }

    /// α of every oscillator; empty = 1 everywhere.
    void set_amplitude(std::span<const T> amplitude);

    /// phase [N] in rad, rate [N] in rad/ps.
    void rate(std::span<const T> phase, std::span<T> rate);

   private:
    std::vector<T> frequency_, amplitude_, pairs_;
    T coupling_;
};

extern template class MeanFieldKuramoto<float>;
extern template class MeanFieldKuramoto<double>;

}  // namespace prct
