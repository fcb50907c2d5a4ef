// Work for whole warps out of what single threads find.
#pragma once

#include "kernels/team.h"

namespace prct::device {

/// Numbers of 4 bytes that a queue takes.
constexpr int kQueueWords = 2 * kWarp;

/// Candidates that wait until there is one for every thread.
struct WarpQueue {
    int* waiting;  ///< [kQueueWords], shared by the warp
    int count = 0;

    PRCT_DEVICE void push(const WarpTeam& warp, bool mine, int what) {
        const unsigned votes = warp.vote(mine);
        if (mine) waiting[count + warp.before(votes)] = what;
        count += __popc(votes);
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
