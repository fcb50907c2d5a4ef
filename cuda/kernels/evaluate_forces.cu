// Energies and forces, a block a configuration.
#include "kernels/evaluation.h"

using namespace prct::device;

PRCT_KERNEL(512, 1) evaluate_forces(const EvaluationTask* tasks) { run_evaluation(tasks[blockIdx.x]); }
