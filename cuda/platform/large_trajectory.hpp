// A whole trajectory of a system that fills a device.
#pragma once

#include "platform/device.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::cuda {

/// All vectors stay on the device; the host asks it once a block of steps, and once an evaluation of the quench. Throws
/// OutOfMemory with the figures where the device has too little memory.
TrajectoryOutcome run_large_trajectory(Device& device, const TrajectoryPlan& plan);

}  // namespace prct::cuda
