// Room for the neighbour lists of a system in device memory.
#pragma once

#include <array>

#include "kernels/workspace.h"
#include "memory/buffer.hpp"

namespace prct::cuda {

using ListCapacity = std::array<std::int32_t, device::kLists>;

/// What lists of a compact chain need, with room for starts that are denser; a launch that runs short says what it
/// needed.
ListCapacity usual_capacity(int residues);
/// At least `need`, with a little more than that.
ListCapacity grown(const ListCapacity& capacity, const std::int32_t (&need)[device::kLists]);

std::size_t list_bytes(int residues, const ListCapacity& capacity);
/// Lists in `list_bytes` bytes at `base`, which is aligned to 16.
device::ListView place_lists(DevicePointer base, int residues, const ListCapacity& capacity);

}  // namespace prct::cuda
