// Where a fold is now: a value that can be copied, saved and restored.
#pragma once

#include <cstdint>
#include <vector>

namespace prct {

struct State {
    std::vector<double> positions_a;      ///< [N][N, CA, C][x, y, z]
    std::vector<double> velocities_a_ps;  ///< same layout
    std::vector<double> alpha;            ///< soft weight of each restraint, Eq. 19
    std::vector<double> theta;            ///< phase of each restraint, Eq. 16
    std::int64_t step = 0;
    std::uint64_t seed = 0;
};

}  // namespace prct
