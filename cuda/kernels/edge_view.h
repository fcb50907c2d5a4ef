// The tables and the state of candidate contacts as oscillators.
#pragma once

#include "kernels/kuramoto.h"
#include "prct/physics/edge_oscillator.h"

namespace prct::device {

/// Neighbours in the contact plane (Eq. 18), as rows.
struct EdgeGraphView {
    std::int32_t edges, unused;
    const std::int32_t *first, *neighbour;  ///< [edges + 1], [entries]
    const float *coupling, *support;        ///< [entries] K, and what it counts in S
    const float *total_coupling;            ///< [edges]
};

/// The oscillators of a trajectory. α and ϑ are part of its state; the rest is scratch, [edges] each.
struct EdgeView {
    EdgeGraphView graph;
    EdgeConstants<float> constants;
    std::int32_t interval;  ///< steps between updates; 0: α and ϑ stay as given
    std::int32_t phases;    ///< 0: ϑ stays, support only
    float *alpha, *theta;
    float *saved_alpha, *saved_theta;  ///< at the start of a block of steps
    float *rate, *saturation;
    Phasor *unit, *seen;  ///< seen: times sat
};

}  // namespace prct::device
