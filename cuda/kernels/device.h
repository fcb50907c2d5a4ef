// What kernels need of CUDA C++, for nvcc, NVRTC and g++ alike; g++ finds the built-ins of CUDA in host/.
#pragma once

#include "prct/hd.h"

#if defined(__CUDACC__) || defined(__CUDACC_RTC__)
#define PRCT_DEVICE __device__ __forceinline__
/// A function of the device that is worth one copy in the code: what is called from several places.
#define PRCT_DEVICE_CALL __device__ __noinline__
/// Before a loop whose body is long: copies of it would not fit the instruction cache.
#define PRCT_ONE_COPY _Pragma("unroll 1")
/// Before a loop whose body is short and waits for memory, and before one over numbers in registers.
#define PRCT_FOUR_COPIES _Pragma("unroll 4")
#define PRCT_ALL_COPIES _Pragma("unroll")
#define PRCT_KERNEL(threads, blocks) extern "C" __global__ void __launch_bounds__(threads, blocks)
#define PRCT_SHARED_MEMORY(name) extern __shared__ __align__(16) unsigned char name[]
#else
#include "host/cuda_builtins.hpp"
#define PRCT_DEVICE inline
#define PRCT_DEVICE_CALL inline
#define PRCT_ONE_COPY
#define PRCT_FOUR_COPIES
#define PRCT_ALL_COPIES
#define PRCT_KERNEL(threads, blocks) extern "C" void
#define PRCT_SHARED_MEMORY(name) unsigned char* const name = ::prct::emulation::shared_memory()
#endif
