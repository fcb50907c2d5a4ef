// Room for a system that fills a GPU in device memory.
#pragma once

#include <array>

#include "kernels/large_task.h"
#include "memory/buffer.hpp"
#include "memory/memory_need.hpp"
#include "prct/engine/system.hpp"

namespace prct::cuda {

/// Entries a row of each kind, and hydrogen bonds in all.
struct RowCapacity {
    std::array<std::int32_t, device::kRowKinds> stride;
    std::int32_t bonds;

    bool operator==(const RowCapacity&) const = default;
};

/// What rows of compact chains need, with room for starts that are denser.
RowCapacity usual_row_capacity(int residues);
/// At least what the device says it needed, with a little more where it was short.
RowCapacity grown(const RowCapacity& capacity, const device::LargeControl& control);

struct LargeShape {
    int residues, charges;
    std::size_t restraints, keyframes;
    bool moves;  ///< has velocities
};

/// Sets t's pointers to what lies at `base` for as long as the system is on the device; returns the bytes.
std::size_t place_state(const LargeShape& shape, DevicePointer base, device::LargeTask& t);
/// The same for lists, which may be made longer.
std::size_t place_rows(const LargeShape& shape, const RowCapacity& capacity, DevicePointer base, device::LargeTask& t);

/// What a system needs on the device, by part.
MemoryNeed large_need(const System& system, const LargeShape& shape, const RowCapacity& capacity);

}  // namespace prct::cuda
