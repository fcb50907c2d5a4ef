// How temperature and term scales change along a trajectory: straight lines between keyframes.
#pragma once

#include <vector>

#include "prct/engine/terms.hpp"

namespace prct {

struct Keyframe {
    double progress;  ///< 0 at the first step, 1 at the last
    double temperature_k;
    TermScales scales;
};

class Schedule {
   public:
    /// Keyframes with ascending progress from 0 to 1; throws InputError otherwise.
    explicit Schedule(std::vector<Keyframe> frames);
    Keyframe at(double progress) const;
    const std::vector<Keyframe>& frames() const { return frames_; }

   private:
    std::vector<Keyframe> frames_;
};

}  // namespace prct
