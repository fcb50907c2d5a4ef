// A trace of allocations as waves of launches make them: many trajectories of proteins of 50 to 500 residues.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "prct/graph/random_stream.hpp"

namespace prct::cuda {

struct TraceStep {
    enum class Kind { allocate, free, advance } kind;
    /// The ordinal of the allocation, from 0.
    std::size_t block;
    std::size_t size_bytes;
    std::uintptr_t stream;
    /// How many of its frees `stream` comes to, in `advance`.
    int ended;
};

/// Launches follow one another, each on one of four streams. As many of them as `least_overlap` to `most_overlap`
/// overlap, a number that changes every 25 launches. A launch takes a table of its system, then a state and lists for
/// each of 16 to 64 trajectories, all of one protein or each of its own; one list in twenty overflows and is taken
/// anew, larger, before the old one goes. The oldest launch gives back while the newest still takes.
class AllocationTrace {
   public:
    AllocationTrace(std::uint64_t seed, std::size_t least_overlap, std::size_t most_overlap)
        : random_(seed), least_overlap_(least_overlap), most_overlap_(most_overlap) {}

    std::vector<TraceStep> make(int launches) {
        std::size_t overlap = 0;
        for (int k = 0; k < launches; ++k) {
            if (k % 25 == 0) overlap = between(least_overlap_, most_overlap_);
            running_.push_back({static_cast<std::uintptr_t>(1 + k % 4), {}});
            build(running_.back(), overlap);
        }
        while (!running_.empty()) free_one();
        return std::move(steps_);
    }

   private:
    struct Block {
        std::size_t index, size_bytes;
    };
    struct Launch {
        std::uintptr_t stream;
        std::deque<Block> blocks;
    };

    std::size_t between(std::size_t low, std::size_t high) {
        return low + random_.below(static_cast<std::uint32_t>(high - low + 1));
    }

    void allocate(Launch& launch, std::size_t size_bytes) {
        steps_.push_back({TraceStep::Kind::allocate, blocks_, size_bytes, launch.stream, 0});
        launch.blocks.push_back({blocks_++, size_bytes});
    }

    void free_front(Launch& launch) {
        const Block block = launch.blocks.front();
        launch.blocks.pop_front();
        steps_.push_back({TraceStep::Kind::free, block.index, block.size_bytes, launch.stream, 0});
    }

    void build(Launch& launch, std::size_t overlap) {
        const std::size_t trajectories = between(16, 64);
        const bool mixed = random_.below(2) == 0;
        std::size_t residues = between(50, 500);
        allocate(launch, std::clamp<std::size_t>(residues * between(3000, 5000), 100'000, 2'000'000));
        for (std::size_t k = 0; k < trajectories; ++k) {
            if (mixed) residues = between(50, 500);
            allocate(launch, std::clamp<std::size_t>(residues * between(380, 420), 10'000, 200'000));
            const std::size_t lists_bytes = std::clamp<std::size_t>(residues * between(2000, 3500), 100'000, 1'500'000);
            allocate(launch, lists_bytes);
            if (random_.below(20) == 0) {
                const Block old = launch.blocks.back();
                launch.blocks.pop_back();
                allocate(launch, std::min<std::size_t>(old.size_bytes * 3 / 2, 1'500'000));
                steps_.push_back({TraceStep::Kind::free, old.index, old.size_bytes, launch.stream, 0});
            }
            // Several launches may end while one is built, or none.
            const std::size_t frees = running_.size() > overlap ? between(0, 6) : 0;
            for (std::size_t f = 0; f < frees && running_.size() > overlap; ++f) free_one();
        }
        while (running_.size() > overlap) free_one();
    }

    /// The next block of the oldest launch.
    void free_one() {
        Launch& oldest = running_.front();
        free_front(oldest);
        if (random_.below(4) == 0) steps_.push_back({TraceStep::Kind::advance, 0, 0, 1 + random_.below(4), 8});
        if (oldest.blocks.empty()) running_.pop_front();
    }

    RandomStream random_;
    std::size_t least_overlap_, most_overlap_;
    std::vector<TraceStep> steps_;
    std::deque<Launch> running_;
    std::size_t blocks_ = 0;
};

}  // namespace prct::cuda
