// Forces of one system on a device.
#pragma once

#include <memory>

#include "platform/device.hpp"
#include "prct/engine/platform.hpp"

namespace prct::cuda {

/// Residues whose state fits the shared memory of a block.
int most_residues(const DeviceProperties& properties);

/// Throws InputError for systems that do not fit.
std::unique_ptr<ForceContext> make_force_context(const System& system, std::shared_ptr<Device> device);

}  // namespace prct::cuda
