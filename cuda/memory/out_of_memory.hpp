// The error of device memory that cannot be had.
#pragma once

#include "prct/error.hpp"

namespace prct::cuda {

/// Less device memory is left than was asked for. The message gives both figures and what to reduce.
class OutOfMemory : public GpuError {
   public:
    using GpuError::GpuError;
};

}  // namespace prct::cuda
