// Sites of a large system and its neighbour rows; all but the first return at once while the rows hold.
#include "kernels/large_lists.h"

using namespace prct::device;

PRCT_KERNEL(256, 4) large_place_sites(const LargeTask* task) { place_sites(*task); }

PRCT_KERNEL(1024, 1) large_sort_points(const LargeTask* task) {
    PRCT_SHARED_MEMORY(shared);
    sort_points(*task, reinterpret_cast<int*>(shared));
}

PRCT_KERNEL(64, 16) large_search_neighbours(const LargeTask* task) {
    PRCT_SHARED_MEMORY(shared);
    search_neighbours(*task, reinterpret_cast<int*>(shared));
}
