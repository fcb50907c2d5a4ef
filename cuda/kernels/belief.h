// How far restraints are believed while a trajectory runs.
#pragma once

#include "kernels/device.h"
#include "prct/physics/resonance_weight.h"

namespace prct::device {

/// What is known of a restraint's belief.
struct GivenBelief {
    float alpha, tour;
    bool follows_tour;
};

/// α of each restraint (Eq. 19), times how far the tour has let it in (Eq. 21).
struct Belief {
    const float* alpha = nullptr;     ///< [restraints]; null: 1
    const float* tour = nullptr;      ///< τ of the first `edges` restraints; null: all are in
    const float* progress = nullptr;  ///< of the schedule, where there is a tour
    std::int32_t edges = 0, unused = 0;

    PRCT_DEVICE GivenBelief given(int m) const {
        const bool follows = tour && m < edges;
        return {alpha ? alpha[m] : 1.0f, follows ? tour[m] : 0.0f, follows};
    }
    PRCT_DEVICE float of(const GivenBelief& g) const {
        return g.follows_tour ? g.alpha * tour_ramp(*progress, g.tour) : g.alpha;
    }
    PRCT_DEVICE float operator()(int m) const { return of(given(m)); }
};

}  // namespace prct::device
