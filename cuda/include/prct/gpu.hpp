// The platform "cuda", for programs that link prct::prct_cuda.
#pragma once

namespace prct::cuda {

/// Makes "cuda" (GPU 0, opened when it is first asked for; GpuError where there is none) and "cuda-emulation" known to
/// `make_platform`. Many trajectories at once go through `Platform::run` (engine/trajectory.hpp).
void register_platforms();

}  // namespace prct::cuda
