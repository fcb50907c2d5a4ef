// Contacts of a large system whose weights follow the structure.
#include "kernels/large_edges.h"

using namespace prct::device;

PRCT_KERNEL(128, 8) large_measure_edges(const LargeTask* task) { measure_large_edges(*task); }

PRCT_KERNEL(128, 8) large_turn_edges(const LargeTask* task) { turn_large_edges(*task); }

PRCT_KERNEL(128, 8) large_renew_phasors(const LargeTask* task) { renew_large_phasors(*task); }

PRCT_KERNEL(128, 8) large_weigh_edges(const LargeTask* task) { weigh_large_edges(*task); }
