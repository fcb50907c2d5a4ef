// Forces of a large system, with and without energies.
#include "kernels/large_forces.h"

using namespace prct::device;

PRCT_KERNEL(128, 8) large_pair_forces(const LargeTask* task) {
    PRCT_SHARED_MEMORY(shared);
    add_pair_forces<false>(*task, reinterpret_cast<int*>(shared));
}

PRCT_KERNEL(128, 6) large_pair_energies(const LargeTask* task) {
    PRCT_SHARED_MEMORY(shared);
    add_pair_forces<true>(*task, reinterpret_cast<int*>(shared));
}

PRCT_KERNEL(128, 4) large_local_forces(const LargeTask* task) { add_local_forces<false>(*task); }

PRCT_KERNEL(128, 4) large_local_energies(const LargeTask* task) { add_local_forces<true>(*task); }

PRCT_KERNEL(128, 8) large_burial_forces(const LargeTask* task) { add_burial_forces(*task); }
