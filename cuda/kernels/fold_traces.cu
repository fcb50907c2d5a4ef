// First folds: a block refines a CA trace, from start to quench in one launch.
#include "kernels/ca_refine.h"

using namespace prct::device;

PRCT_KERNEL(512, 2) fold_traces(const TraceTask* tasks) { refine_trace(tasks[blockIdx.x]); }
