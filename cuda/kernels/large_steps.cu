// Steps of a large system.
#include "kernels/large_steps.h"

using namespace prct::device;

PRCT_KERNEL(128, 8) large_move_atoms(const LargeTask* task) { move_atoms(*task); }

PRCT_KERNEL(128, 8) large_finish_block(const LargeTask* task) { finish_block(*task); }

PRCT_KERNEL(128, 8) large_write_gradients(const LargeTask* task) { write_gradients(*task); }

PRCT_KERNEL(256, 4) large_load_state(const LargeTask* task) { load_state(*task); }

PRCT_KERNEL(256, 4) large_save_state(const LargeTask* task) { save_state(*task); }
