// The shared memory of a block that folds. Functions that are called ask for it anew instead of taking pointers, so
// that the compiler knows what is shared memory.
#pragma once

#include "kernels/schedule.h"
#include "kernels/system_view.h"
#include "kernels/team.h"
#include "kernels/warp_queue.h"
#include "kernels/workspace.h"

namespace prct::device {

/// Keyframes that a block holds; a schedule with more of them is read from device memory.
constexpr int kHeldKeyframes = 8;

/// What is the same for all sizes.
struct alignas(16) BlockHead {
    double scratch[kMostWarps];
    unsigned long long energy[kTerms];
    SystemView system;
    ListView lists;
    Conditions now;
    float temperature_k[2];                   ///< of even and odd steps
    float reach2[kSolidSites * kSolidSites];  ///< ρ² of Eq. 7, by the sites of either residue
    KeyframeView keyframe[kHeldKeyframes];
    std::int32_t count[kLists], need[kLists];
};

/// Numbers of 4 bytes a residue: sites and forces, neighbours (then dV/dn), radius; a byte more is the tag.
constexpr int kWordsPerResidue = 2 * 3 * kSites + 1 + 1;
/// Sites that queues take of every thread at a time.
constexpr int kSitesAtOnce = 3;
/// Queues of a warp (touching_pairs.h): pairs of residues, bonds, sites, pairs of sites.
constexpr int kWarpWords = 2 * kQueueWords + 2 * queue_words(kSitesAtOnce);

PRCT_HD constexpr unsigned long long block_memory_bytes(int residues, unsigned threads) {
    return sizeof(BlockHead) + 4ull * threads / kWarp * kWarpWords +
           static_cast<unsigned long long>(residues) * (4 * kWordsPerResidue + 1);
}

/// What a tag says of a residue: bit k, site k has excluded volume.
constexpr std::uint8_t kDonorTag = 1u << kSolidSites, kSolidTags = kDonorTag - 1;

/// The threads of a block and what they share.
struct Block {
    BlockTeam team;
    BlockHead& head;
    const SystemView& system;
    Workspace work;
    float* radius;      ///< [residues] how far from CA sites reach, each with its pad, Å
    std::uint8_t* tag;  ///< [residues]
    int* queues;        ///< [warps][kWarpWords]

    /// Calls visit(k) for every coordinate.
    template <class Visit>
    PRCT_DEVICE void each_coordinate(Visit&& visit) const {
        PRCT_FOUR_COPIES
        for (int k = team.rank(); k < 9 * system.residues; k += team.size()) visit(k);
    }
    /// Coordinate k of N, CA and C among the sites.
    PRCT_DEVICE float& coordinate(int k) const { return work.sites[3 * kSites * (k / 9) + k % 9]; }
    PRCT_DEVICE int* queue(int warp) const { return queues + warp * kWarpWords; }
};

PRCT_DEVICE BlockHead& block_head() {
    PRCT_SHARED_MEMORY(bytes);
    return *reinterpret_cast<BlockHead*>(bytes);
}

PRCT_DEVICE Block this_block() {
    PRCT_SHARED_MEMORY(bytes);
    BlockHead& head = block_head();
    const int n = head.system.residues;
    auto* const queues = reinterpret_cast<int*>(bytes + sizeof(BlockHead));
    auto* const sites = reinterpret_cast<float*>(queues + static_cast<int>(blockDim.x) / kWarp * kWarpWords);
    auto* const forces = reinterpret_cast<int*>(sites + 3 * kSites * n);
    int* const neighbours = forces + 3 * kSites * n;
    // dV/dn of a residue takes the place of its neighbours, once they are counted.
    auto* const pull = reinterpret_cast<float*>(neighbours);
    float* const radius = pull + n;
    auto* const tag = reinterpret_cast<std::uint8_t*>(radius + n);
    const Workspace work{sites, forces, neighbours, pull, head.energy, head.count, head.need, head.lists};
    return {BlockTeam(head.scratch), head, head.system, work, radius, tag, queues};
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
    const int rank = static_cast<int>(threadIdx.x);
    if (rank < kLists) head.need[rank] = head.count[rank] = 0;
    __syncthreads();
    const Block block = this_block();
    for (int k = rank; k < kSolidSites * kSolidSites; k += block.team.size()) {
        const float reach = block.system.constants.reach[solid_pair(k / kSolidSites, k % kSolidSites)];
        head.reach2[k] = reach * reach;
    }
    for (int i = rank; i < block.system.residues; i += block.team.size()) {
        const Residue r = block.system.residue[i];
        block.tag[i] = static_cast<std::uint8_t>(r.solid | (r.is_donor() ? kDonorTag : 0));
    }
    __syncthreads();
    return block;
}

}  // namespace prct::device
