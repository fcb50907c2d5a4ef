// The shared memory of a block that folds. Functions that are called ask for it anew instead of taking pointers, so
// that the compiler knows what is shared memory.
#pragma once

#include "kernels/schedule.h"
#include "kernels/system_view.h"
#include "kernels/team.h"
#include "kernels/workspace.h"

namespace prct::device {

/// What is the same for all sizes.
struct BlockHead {
    double scratch[kMostWarps];
    unsigned long long energy[kTerms];
    SystemView system;
    ListView lists;
    Conditions now;
    std::int32_t count[kLists], need[kLists];
};

/// Numbers of 4 bytes a residue: sites and forces, neighbours and dV/dn, velocities.
constexpr int kWordsPerResidue = 2 * 3 * kSites + 2 + 9;

PRCT_HD unsigned long long block_memory_bytes(int residues) {
    return sizeof(BlockHead) + static_cast<unsigned long long>(residues) * kWordsPerResidue * 4;
}

/// The threads of a block and what they share.
struct Block {
    BlockTeam team;
    BlockHead& head;
    const SystemView& system;
    Workspace work;
    float* velocities;  ///< [9 residues]

    /// Calls visit(k) for every coordinate.
    template <class Visit>
    PRCT_DEVICE void each_coordinate(Visit&& visit) const {
        for (int k = team.rank(); k < 9 * system.residues; k += team.size()) visit(k);
    }
    /// Coordinate k of N, CA and C among the sites.
    PRCT_DEVICE float& coordinate(int k) const { return work.sites[3 * kSites * (k / 9) + k % 9]; }
};

PRCT_DEVICE BlockHead& block_head() {
    PRCT_SHARED_MEMORY(bytes);
    return *reinterpret_cast<BlockHead*>(bytes);
}

PRCT_DEVICE Block this_block() {
    PRCT_SHARED_MEMORY(bytes);
    BlockHead& head = block_head();
    const int n = head.system.residues;
    auto* const sites = reinterpret_cast<float*>(bytes + sizeof(BlockHead));
    auto* const forces = reinterpret_cast<int*>(sites + 3 * kSites * n);
    int* const neighbours = forces + 3 * kSites * n;
    auto* const pull = reinterpret_cast<float*>(neighbours + n);
    const Workspace work{sites, forces, neighbours, pull, head.energy, head.count, head.need, head.lists};
    return {BlockTeam(head.scratch), head, head.system, work, pull + n};
}

/// Copies an object of whole words by the threads of a block.
template <class T>
PRCT_DEVICE void copy_words(const T& from, T& to) {
    static_assert(sizeof(T) % 4 == 0);
    const auto* source = reinterpret_cast<const int*>(&from);
    auto* target = reinterpret_cast<int*>(&to);
    for (unsigned k = threadIdx.x; k < sizeof(T) / 4; k += blockDim.x) target[k] = source[k];
}

/// Fills the shared memory with the tables of a system; every thread calls it first.
PRCT_DEVICE Block enter_block(const SystemView& system, const ListView& lists) {
    BlockHead& head = block_head();
    copy_words(system, head.system);
    copy_words(lists, head.lists);
    if (threadIdx.x < kLists) head.need[threadIdx.x] = 0;
    __syncthreads();
    return this_block();
}

}  // namespace prct::device
