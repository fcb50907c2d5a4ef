// Work for whole warps out of what single threads find.
#pragma once

#include "kernels/team.h"

namespace prct::device {

/// Numbers of 4 bytes that a queue takes where a thread adds `most` at a time.
PRCT_HD constexpr int queue_words(int most) { return (1 + most) * kWarp; }
constexpr int kQueueWords = queue_words(1);

/// Candidates that wait until there is one for every thread; whoever adds empties it below a warp first.
struct WarpQueue {
    int* waiting;  ///< shared by the warp
    int count = 0;

    PRCT_DEVICE void push(const WarpTeam& warp, bool mine, int what) {
        const unsigned votes = warp.vote(mine);
        if (mine) waiting[count + warp.before(votes)] = what;
        count += __popc(votes);
        warp.sync();
    }
    /// Every thread adds what | bit << shift for those of the lowest kBits bits that it has found.
    template <int kBits>
    PRCT_DEVICE void push_bits(const WarpTeam& warp, unsigned found, int what, int shift) {
        PRCT_ALL_COPIES
        for (int bit = 0; bit < kBits; ++bit) {
            const bool mine = found >> bit & 1u;
            const unsigned votes = warp.vote(mine);
            if (mine) waiting[count + warp.before(votes)] = what + (bit << shift);
            count += __popc(votes);
        }
        warp.sync();
    }
    PRCT_DEVICE bool full() const { return count >= kWarp; }
    /// Takes the last ones, at most one a thread; -1 for none.
    PRCT_DEVICE int pop(const WarpTeam& warp) {
        const int taken = min(count, kWarp);
        const int mine = warp.rank() < taken ? waiting[count - taken + warp.rank()] : -1;
        count -= taken;
        warp.sync();
        return mine;
    }
};

}  // namespace prct::device
