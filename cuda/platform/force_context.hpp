// Forces of one system on a device.
#pragma once

#include <memory>

#include "platform/device.hpp"
#include "prct/engine/platform.hpp"

namespace prct::cuda {

/// Threads of the block that folds a chain: one a residue, up to 512.
unsigned block_threads(int residues);
/// Residues whose state fits the shared memory of a block; larger systems fill the device.
int most_residues(const DeviceProperties& properties);

/// By one block where the system fits its memory, else by the whole device.
std::unique_ptr<ForceContext> make_force_context(const System& system, std::shared_ptr<Device> device);

}  // namespace prct::cuda
