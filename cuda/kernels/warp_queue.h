// Work for whole warps out of what single threads find.
#pragma once

#include "kernels/team.h"

namespace prct::device {

/// Numbers of 4 bytes that a queue takes where a thread adds `most` at a time.
PRCT_HD constexpr int queue_words(int most) { return kWarp - 1 + most * kWarp; }
/// Where it adds one.
constexpr int kQueueWords = 2 * kWarp;

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
    /// Every thread adds what | bit << shift for the bits it has found.
    PRCT_DEVICE void push_bits(const WarpTeam& warp, unsigned found, int what, int shift) {
        const int mine = __popc(found), up_to = warp.sum_up_to(mine);
        int at = count + up_to - mine;
        for (; found != 0; found &= found - 1) waiting[at++] = what | (__ffs(static_cast<int>(found)) - 1) << shift;
        count += warp.last(up_to);
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
