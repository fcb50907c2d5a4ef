// Candidate contacts as coupled oscillators (Eqs. 16-19) of a large system: a launch from barrier to barrier.
#pragma once

#include "kernels/edge_phases.h"
#include "kernels/large_task.h"

namespace prct::device {

PRCT_DEVICE void measure_large_edges(const LargeTask& t) {
    if (!t.control->blown_up) measure_edges(GridTeam(), *t.system, t.work(), t.edges);
}

PRCT_DEVICE void turn_large_edges(const LargeTask& t) {
    if (!t.control->blown_up) turn_edges(GridTeam(), t.edges);
}

PRCT_DEVICE void renew_large_phasors(const LargeTask& t) {
    if (!t.control->blown_up) renew_phasors(GridTeam(), t.edges);
}

PRCT_DEVICE void weigh_large_edges(const LargeTask& t) {
    if (!t.control->blown_up) weigh_edges(GridTeam(), t.edges);
}

}  // namespace prct::device
