#include "prct/resonance/phase_pairs.hpp"

#include <algorithm>
#include <cmath>

#include "prct/physics/sincos.h"

namespace prct {
namespace {

// A block with one large phase is done by the library; smaller blocks lose vector length, larger ones more of the
// speed.
constexpr std::size_t block = 256;

template <class T>
bool within_limit(const T* phase, std::size_t count) {
    int outside = 0;
    for (std::size_t i = 0; i < count; ++i) outside |= !(std::abs(phase[i]) <= SinCosTable<T>::limit);
    return outside == 0;
}

}  // namespace

template <class T>
void fill_phase_pairs(std::span<const T> phase, std::span<T> pairs) {
    for (std::size_t begin = 0; begin < phase.size(); begin += block) {
        const std::size_t count = std::min(block, phase.size() - begin);
        const T* in = phase.data() + begin;
        T* out = pairs.data() + 2 * begin;
        if (within_limit(in, count)) {
            for (std::size_t i = 0; i < count; ++i) {
                const SinCos<T> value = sincos_reduced(in[i]);
                out[2 * i] = value.sin;
                out[2 * i + 1] = value.cos;
            }
        } else {
            for (std::size_t i = 0; i < count; ++i) {
                out[2 * i] = std::sin(in[i]);
                out[2 * i + 1] = std::cos(in[i]);
            }
        }
    }
}

template void fill_phase_pairs<float>(std::span<const float>, std::span<float>);
template void fill_phase_pairs<double>(std::span<const double>, std::span<double>);

}  // namespace prct
