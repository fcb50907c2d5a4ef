#include "prct/resonance/kuramoto.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/kuramoto_rate.h"
#include "prct/resonance/phase_pairs.hpp"
#include "sliced_matrix_kernel.hpp"

namespace prct {
namespace {

// Below this many slices waking the team costs more than it brings.
constexpr std::size_t slices_worth_sharing = 256;

}  // namespace

template <class T>
void check_oscillators(std::span<const T> values, std::size_t size, const char* name) {
    if (values.size() != size)
        throw InputError(std::string(name) + " has " + std::to_string(values.size()) +
                         " entries; give one an oscillator, " + std::to_string(size));
    for (std::size_t i = 0; i < size; ++i)
        if (!std::isfinite(values[i]))
            throw InputError(std::string(name) + "[" + std::to_string(i) + "] is not finite; give finite numbers");
}

template <class T>
std::vector<T> sum_weights(const SparseRows<T>& rows, KuramotoScaling scaling) {
    std::vector<T> sums(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        double sum = 0;
        for (auto e = rows.row_start[i]; e < rows.row_start[i + 1]; ++e) {
            const T weight = rows.weight[static_cast<std::size_t>(e)];
            if (scaling == KuramotoScaling::weight_sum && weight < 0)
                throw InputError(
                    "weight[" + std::to_string(e) +
                    "] is negative; scaling by the sum of weights needs weights >= 0, or choose no scaling");
            sum += weight;
        }
        sums[i] = static_cast<T>(sum);
    }
    return sums;
}

template <class T>
std::vector<T> coupling_gains(T coupling, std::span<const T> weight_sums, KuramotoScaling scaling) {
    if (!std::isfinite(coupling)) throw InputError("coupling is not finite; give a finite number");
    std::vector<T> gain(weight_sums.size(), coupling);
    if (scaling == KuramotoScaling::weight_sum)
        std::transform(weight_sums.begin(), weight_sums.end(), gain.begin(),
                       [&](T sum) { return kuramoto_gain(coupling, sum); });
    return gain;
}

template <class T>
SparseKuramoto<T>::SparseKuramoto(const SparseRows<T>& rows, std::span<const T> frequency, T coupling,
                                  KuramotoScaling scaling)
    : matrix_(rows), weight_sum_(sum_weights(rows, scaling)), unit_pairs_(2 * rows.size()), scaling_(scaling) {
    set_threads(1);
    set_frequency(frequency);
    set_coupling(coupling);
}

template <class T>
void SparseKuramoto<T>::set_frequency(std::span<const T> frequency) {
    check_oscillators(frequency, matrix_.size(), "frequency");
    frequency_.assign(frequency.begin(), frequency.end());
}

template <class T>
void SparseKuramoto<T>::set_coupling(T coupling) {
    gain_ = coupling_gains(coupling, std::span<const T>(weight_sum_), scaling_);
}

template <class T>
void SparseKuramoto<T>::set_amplitude(std::span<const T> amplitude) {
    if (!amplitude.empty()) check_oscillators(amplitude, matrix_.size(), "amplitude");
    amplitude_.assign(amplitude.begin(), amplitude.end());
    scaled_pairs_.resize(2 * amplitude_.size());
}

template <class T>
void SparseKuramoto<T>::set_threads(int threads) {
    pool_ = std::make_unique<ThreadPool>(threads);
}

template <class T>
void SparseKuramoto<T>::check_sizes(std::span<const T> phase, std::span<T> out) const {
    if (phase.size() == size() && out.size() == size()) return;
    throw InputError("phase has " + std::to_string(phase.size()) + " and the result " + std::to_string(out.size()) +
                     " entries; both must have one an oscillator, " + std::to_string(size()));
}

/// finish(row, field, sine, cosine) for every oscillator, in no particular order.
template <class T>
template <class Finish>
void SparseKuramoto<T>::sum_neighbors(std::span<const T> phase, const Finish& finish) {
    const bool shared = pool_->size() > 1 && matrix_.slice_count() >= slices_worth_sharing;
    const std::size_t parts = shared ? static_cast<std::size_t>(pool_->size()) : 1;
    const T* unit = unit_pairs_.data();
    const auto prepare = [&](std::size_t part) {
        const std::size_t begin = size() * part / parts, count = size() * (part + 1) / parts - begin;
        fill_phase_pairs(phase.subspan(begin, count), std::span(unit_pairs_).subspan(2 * begin, 2 * count));
        if (amplitude_.empty()) return;
        for (std::size_t i = begin; i < begin + count; ++i) {
            scaled_pairs_[2 * i] = amplitude_[i] * unit_pairs_[2 * i];
            scaled_pairs_[2 * i + 1] = amplitude_[i] * unit_pairs_[2 * i + 1];
        }
    };
    const auto gather = [&](std::size_t part) {
        const T* pairs = amplitude_.empty() ? unit : scaled_pairs_.data();
        matrix_.multiply_pairs(pairs, matrix_.part_begin(part, parts), matrix_.part_begin(part + 1, parts),
                               [&](std::size_t row, T sine, T cosine) {
                                   finish(row, PhaseField<T>{sine, cosine}, unit[2 * row], unit[2 * row + 1]);
                               });
    };
    if (!shared) {
        prepare(0);
        gather(0);
        return;
    }
    pool_->run([&](int rank) {
        prepare(static_cast<std::size_t>(rank));
        pool_->barrier();
        gather(static_cast<std::size_t>(rank));
    });
}

template <class T>
void SparseKuramoto<T>::rate(std::span<const T> phase, std::span<T> rate) {
    check_sizes(phase, rate);
    sum_neighbors(phase, [&](std::size_t i, const PhaseField<T>& field, T sine, T cosine) {
        rate[i] = kuramoto_rate(frequency_[i], gain_[i], sine, cosine, field);  // Eq. 16
    });
}

template <class T>
void SparseKuramoto<T>::support(std::span<const T> phase, std::span<T> support) {
    check_sizes(phase, support);
    sum_neighbors(phase, [&](std::size_t i, const PhaseField<T>& field, T sine, T cosine) {
        support[i] = phase_support(sine, cosine, field);  // Eq. 19
    });
}

template void check_oscillators(std::span<const float>, std::size_t, const char*);
template std::vector<float> sum_weights(const SparseRows<float>&, KuramotoScaling);
template std::vector<float> coupling_gains(float, std::span<const float>, KuramotoScaling);
template void check_oscillators(std::span<const double>, std::size_t, const char*);
template std::vector<double> sum_weights(const SparseRows<double>&, KuramotoScaling);
template std::vector<double> coupling_gains(double, std::span<const double>, KuramotoScaling);
template class SparseKuramoto<float>;
template class SparseKuramoto<double>;

}  // namespace prct
