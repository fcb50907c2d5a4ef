#include "prct/resonance/order_parameter.hpp"

#include <algorithm>
#include <string>

#include "prct/error.hpp"
#include "prct/resonance/phase_pairs.hpp"

namespace prct {
namespace {

template <class T>
std::vector<double> pairs_of(std::span<const T> phase) {
    const std::vector<double> angles(phase.begin(), phase.end());
    std::vector<double> pairs(2 * angles.size());
    fill_phase_pairs(std::span<const double>(angles), std::span(pairs));
    return pairs;
}

/// Eq. 14 over phases [begin, end).
double order_of(const std::vector<double>& pairs, std::size_t begin, std::size_t end) {
    double sine = 0, cosine = 0;
    for (std::size_t i = begin; i < end; ++i) {
        sine += pairs[2 * i];
        cosine += pairs[2 * i + 1];
    }
    const auto count = static_cast<double>(end - begin);
    return (sine * sine + cosine * cosine) / (count * count);
}

}  // namespace

template <class T>
double order_parameter(std::span<const T> phase) {
    if (phase.empty()) throw InputError("the order parameter of no phases is not defined; give at least one phase");
    return order_of(pairs_of(phase), 0, phase.size());
}

template <class T>
std::vector<double> local_order_parameter(std::span<const T> phase, int window) {
    if (window < 1 || window % 2 == 0)
        throw InputError("window is " + std::to_string(window) + "; give an odd number of phases, at least 1");
    const auto pairs = pairs_of(phase);
    const std::size_t half = static_cast<std::size_t>(window) / 2;
    std::vector<double> local(phase.size());
    for (std::size_t i = 0; i < local.size(); ++i)
        local[i] = order_of(pairs, i - std::min(i, half), std::min(i + half + 1, local.size()));
    return local;
}

template double order_parameter<float>(std::span<const float>);
template double order_parameter<double>(std::span<const double>);
template std::vector<double> local_order_parameter<float>(std::span<const float>, int);
template std::vector<double> local_order_parameter<double>(std::span<const double>, int);

}  // namespace prct
