// Sparse Kuramoto networks: phasors, rates, support, and stages of a step.
#include "kernels/kuramoto.h"

using namespace prct::device;

// Each kernel takes a copy of its task: what it writes could else be taken for a change of the task.

PRCT_KERNEL(256, 6) kuramoto_phasors(const KuramotoTask* task) { fill_phasors(KuramotoTask(*task)); }

PRCT_KERNEL(256, 6) kuramoto_rates(const KuramotoTask* task) { write_rates(KuramotoTask(*task)); }

PRCT_KERNEL(256, 6) kuramoto_support(const KuramotoTask* task) { write_support(KuramotoTask(*task)); }

PRCT_KERNEL(256, 6) kuramoto_stage(const KuramotoTask* task) { advance_stage(KuramotoTask(*task)); }
