#include "prct/resonance/mean_field.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/kuramoto_rate.h"
#include "prct/resonance/phase_pairs.hpp"

namespace prct {
namespace {

// Sums of one block are kept in T (short enough to lose nothing that matters), the blocks are added in double.
constexpr std::size_t block = 512;
constexpr std::size_t lanes = 32;

/// Σ of the even and of the odd entries, weighted where weights are given.
template <class T, bool weighted>
PhaseField<double> sum_pairs(const T* pairs, const T* weight, std::size_t count) {
    PhaseField<double> total{0, 0};
    for (std::size_t begin = 0; begin < count; begin += block) {
        const std::size_t end = std::min(begin + block, count);
        T partial[lanes] = {};
        std::size_t i = begin;
        for (; i + lanes / 2 <= end; i += lanes / 2)
            for (std::size_t k = 0; k < lanes; ++k)
                partial[k] += (weighted ? weight[i + k / 2] : T(1)) * pairs[2 * i + k];
        for (; i < end; ++i)
            for (std::size_t k = 0; k < 2; ++k) partial[k] += (weighted ? weight[i] : T(1)) * pairs[2 * i + k];
        for (std::size_t k = 0; k < lanes; k += 2) {
            total.sine += partial[k];
            total.cosine += partial[k + 1];
        }
    }
    return total;
}

template <class T>
void check_finite(std::span<const T> values, const char* name) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            throw InputError(std::string(name) + "[" + std::to_string(i) + "] is not finite; give finite numbers");
}

}  // namespace

template <class T>
MeanFieldKuramoto<T>::MeanFieldKuramoto(std::span<const T> frequency, T coupling)
    : frequency_(frequency.begin(), frequency.end()), pairs_(2 * frequency.size()), coupling_(coupling) {
    check_finite(frequency, "frequency");
    if (!std::isfinite(coupling)) throw InputError("coupling is not finite; give a finite number");
}

template <class T>
void MeanFieldKuramoto<T>::set_amplitude(std::span<const T> amplitude) {
    if (!amplitude.empty() && amplitude.size() != size())
        throw InputError("amplitude has " + std::to_string(amplitude.size()) + " entries; give one an oscillator, " +
                         std::to_string(size()));
    check_finite(amplitude, "amplitude");
    amplitude_.assign(amplitude.begin(), amplitude.end());
}

template <class T>
void MeanFieldKuramoto<T>::rate(std::span<const T> phase, std::span<T> rate) {
    const std::size_t n = size();
    if (phase.size() != n || rate.size() != n)
        throw InputError("phase has " + std::to_string(phase.size()) + " and the result " +
                         std::to_string(rate.size()) + " entries; both must have one an oscillator, " +
                         std::to_string(n));
    if (n == 0) return;
    fill_phase_pairs(phase, std::span(pairs_));
    const T* pairs = pairs_.data();
    const PhaseField<double> sum =
        amplitude_.empty() ? sum_pairs<T, false>(pairs, nullptr, n) : sum_pairs<T, true>(pairs, amplitude_.data(), n);
    const PhaseField<T> mean{static_cast<T>(sum.sine / static_cast<double>(n)),
                             static_cast<T>(sum.cosine / static_cast<double>(n))};
    for (std::size_t i = 0; i < n; ++i)
        rate[i] = kuramoto_rate(frequency_[i], coupling_, pairs[2 * i], pairs[2 * i + 1], mean);
}

template class MeanFieldKuramoto<float>;
template class MeanFieldKuramoto<double>;

}  // namespace prct
