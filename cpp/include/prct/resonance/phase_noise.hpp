// The noise of Eq. 16: white, independent for every oscillator, drawn by counter so that it depends on seed, step and
// oscillator alone.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "prct/error.hpp"
#include "prct/physics/philox.h"
#include "prct/resonance/phase_integrators.hpp"

namespace prct {

/// dϑ = f dt + sqrt(2 D) dW.
struct PhaseNoise {
    double diffusion_rad2_per_ps = 0;  ///< D: a free phase spreads with variance 2 D t
    std::uint64_t seed = 1;
};

/// Standard normal numbers of one step, one an oscillator. out [N].
template <class T>
void fill_phase_noise(std::uint64_t seed, std::uint64_t step, std::span<T> out) {
    for (std::size_t i = 0; i < out.size(); i += 4) {
        const Philox4 bits = philox(seed, step, i / 4);
        double normal[4];
        normal_pair(bits.v[0], bits.v[1], normal[0], normal[1]);
        normal_pair(bits.v[2], bits.v[3], normal[2], normal[3]);
        for (std::size_t k = 0; k < 4 && i + k < out.size(); ++k) out[i + k] = static_cast<T>(normal[k]);
    }
}

/// `steps` equal steps of Heun's method (weak order 2 for additive noise); `first_step` numbers the first of them.
template <class T, class Rhs>
IntegrationCount integrate_noisy(Rhs&& rhs, const PhaseNoise& noise, double begin_ps, double end_ps, std::size_t steps,
                                 std::uint64_t first_step, std::span<T> phase) {
    if (steps == 0) throw InputError("the number of steps is 0; take at least one");
    const std::size_t n = phase.size();
    std::vector<T> here(n), there(n), trial(n), kick(n);
    const double step_ps = (end_ps - begin_ps) / static_cast<double>(steps);
    const T step = static_cast<T>(step_ps),
            scale = static_cast<T>(std::sqrt(2 * noise.diffusion_rad2_per_ps * step_ps));
    for (std::size_t k = 0; k < steps; ++k) {
        const double time = begin_ps + static_cast<double>(k) * step_ps;
        fill_phase_noise(noise.seed, first_step + k, std::span<T>(kick));
        rhs(time, std::span<const T>(phase), std::span<T>(here));
        for (std::size_t i = 0; i < n; ++i) trial[i] = phase[i] + step * here[i] + scale * kick[i];
        rhs(time + step_ps, std::span<const T>(trial), std::span<T>(there));
        for (std::size_t i = 0; i < n; ++i) phase[i] += step * (here[i] + there[i]) / 2 + scale * kick[i];
    }
    detail::check_phases(std::span<const T>(phase), end_ps);
    return {steps, 0, 2 * steps};
}

}  // namespace prct
