// The functions of libcuda that are used, found at run time, so that one build serves machines with and without a GPU.
// Names, types and numbers are those of CUDA's driver interface.
#pragma once

#include <cstddef>

namespace prct::cuda {

using Code = int;
using Pointer = unsigned long long;

constexpr Code kSuccess = 0, kNotReady = 600, kMemoryIsOut = 2;
constexpr int kMultiprocessors = 16, kClockRate = 13, kMemoryClockRate = 36, kMajor = 75, kMinor = 76,
              kMultiprocessorMemory = 81, kBlockMemory = 97, kStaticSharedBytes = 1, kDynamicSharedBytes = 8;
constexpr unsigned kNonBlockingStream = 1, kEventToSleepFor = 1, kUntimedEvent = 2;
/// Capture concerns the calls of one thread.
constexpr int kCaptureOfThread = 1;

struct Symbols {
    Code (*cuInit)(unsigned);
    Code (*cuDriverGetVersion)(int*);
    Code (*cuDeviceGetCount)(int*);
    Code (*cuDeviceGet)(int*, int);
    Code (*cuDeviceGetName)(char*, int, int);
    Code (*cuDeviceGetAttribute)(int*, int, int);
    Code (*cuDeviceTotalMem)(std::size_t*, int);
    Code (*cuDevicePrimaryCtxRetain)(void**, int);
    Code (*cuDevicePrimaryCtxRelease)(int);
    Code (*cuCtxSetCurrent)(void*);
    Code (*cuMemGetInfo)(std::size_t*, std::size_t*);
    Code (*cuMemAlloc)(Pointer*, std::size_t);
    Code (*cuMemFree)(Pointer);
    Code (*cuMemcpyHtoDAsync)(Pointer, const void*, std::size_t, void*);
    Code (*cuMemcpyDtoHAsync)(void*, Pointer, std::size_t, void*);
    Code (*cuMemcpyDtoDAsync)(Pointer, Pointer, std::size_t, void*);
    Code (*cuMemsetD8Async)(Pointer, unsigned char, std::size_t, void*);
    Code (*cuModuleLoadDataEx)(void**, const void*, unsigned, int*, void**);
    Code (*cuModuleUnload)(void*);
    Code (*cuModuleGetFunction)(void**, void*, const char*);
    Code (*cuFuncGetAttribute)(int*, int, void*);
    Code (*cuFuncSetAttribute)(void*, int, int);
    Code (*cuOccupancyMaxActiveBlocksPerMultiprocessor)(int*, void*, int, std::size_t);
    Code (*cuLaunchKernel)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**,
                           void**);
    Code (*cuStreamBeginCapture)(void*, int);
    Code (*cuStreamEndCapture)(void*, void**);
    Code (*cuGraphInstantiateWithFlags)(void**, void*, unsigned long long);
    Code (*cuGraphLaunch)(void*, void*);
    Code (*cuGraphExecDestroy)(void*);
    Code (*cuGraphDestroy)(void*);
    Code (*cuStreamCreate)(void**, unsigned);
    Code (*cuStreamDestroy)(void*);
    Code (*cuStreamSynchronize)(void*);
    Code (*cuStreamWaitEvent)(void*, void*, unsigned);
    Code (*cuEventCreate)(void**, unsigned);
    Code (*cuEventDestroy)(void*);
    Code (*cuEventRecord)(void*, void*);
    Code (*cuEventSynchronize)(void*);
    Code (*cuEventQuery)(void*);
    Code (*cuEventElapsedTime)(float*, void*, void*);
    Code (*cuGetErrorName)(Code, const char**);
    Code (*cuGetErrorString)(Code, const char**);
};

/// Loads `library` for good. Throws GpuError where it is missing or lacks a function.
Symbols load_symbols(const char* library);

}  // namespace prct::cuda
