// How fast FIRE (fast inertial relaxation) goes: faster while it goes downhill, from rest again after a step uphill.
#pragma once

#include "prct/hd.h"

namespace prct {

template <class Real>
struct FirePace {
    static constexpr Real kMix = Real(0.1), kMixShrink = Real(0.99), kGrow = Real(1.1), kShrink = Real(0.5);
    static constexpr std::int32_t kPatience = 5;

    Real step;
    Real mix = kMix;  ///< share of the velocity that is turned into the direction of the force
    std::int32_t downhill = 0;

    PRCT_HD void go_on(Real longest_step) {
        if (++downhill <= kPatience) return;
        const Real longer = step * kGrow;
        step = longest_step < longer ? longest_step : longer;
        mix *= kMixShrink;
    }
    PRCT_HD void stop() {
        step *= kShrink;
        mix = kMix;
        downhill = 0;
    }
};

}  // namespace prct
