// The kernels that g++ has compiled, by name.
#pragma once

#include <string>

namespace prct::emulation {

/// Runs one thread of a kernel on its task.
using EmulatedKernel = void (*)(const void* task);

/// Null where there is none of this name.
EmulatedKernel find_kernel(const std::string& name);

}  // namespace prct::emulation
