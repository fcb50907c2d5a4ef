// How far restraints are believed while a trajectory runs.
#pragma once

#include "kernels/device.h"
#include "prct/physics/resonance_weight.h"

namespace prct::device {

/// α of each restraint (Eq. 19), times how far the tour has let it in (Eq. 21).
struct Belief {
    const float* alpha = nullptr;     ///< [restraints]; null: 1
    const float* tour = nullptr;      ///< τ of the first `edges` restraints; null: all are in
    const float* progress = nullptr;  ///< of the schedule, where there is a tour
    std::int32_t edges = 0, unused = 0;

    PRCT_DEVICE float operator()(int m) const {
        const float given = alpha ? alpha[m] : 1.0f;
        return tour && m < edges ? given * tour_ramp(*progress, tour[m]) : given;
    }
};

}  // namespace prct::device
