// Vectors of the minimiser of a large system.
#include "kernels/large_vectors.h"

using namespace prct::device;

PRCT_KERNEL(256, 4) large_combine_vectors(const VectorTask* task) { combine_vectors(*task); }

PRCT_KERNEL(256, 4) large_advance_point(const VectorTask* task) { advance_point(*task); }

PRCT_KERNEL(256, 4) large_compare_points(const VectorTask* task) { compare_points(*task); }

PRCT_KERNEL(256, 4) large_accept_point(const VectorTask* task) { accept_point(*task); }

PRCT_KERNEL(256, 4) large_multiply_vectors(const VectorTask* task) { multiply_vectors(*task); }
