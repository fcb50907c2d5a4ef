// A whole trajectory of a system that fills a device.
#pragma once

#include "platform/device.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::cuda {

/// Anneals on the device, which the host asks once a block of steps; the host relaxes and quenches, as both need the
/// energy after every evaluation. Throws OutOfMemory with the figures where the device has too little memory.
TrajectoryOutcome run_large_trajectory(Device& device, const TrajectoryPlan& plan);

}  // namespace prct::cuda
