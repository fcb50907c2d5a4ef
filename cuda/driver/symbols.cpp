#include "driver/symbols.hpp"

#include <dlfcn.h>

#include <string>

#include "driver/driver.hpp"

namespace prct::cuda {

namespace {

template <class F>
void find(void* library, const char* name, F& function) {
    void* found = dlsym(library, name);
    if (!found)
        throw GpuError(std::string("the GPU driver has no function ") + name +
                       "; it is too old, install one of CUDA 12 or newer");
    function = reinterpret_cast<F>(found);
}

}  // namespace

Symbols load_symbols(const char* name) {
    void* const library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        throw GpuError(std::string("no GPU driver: ") + name +
                       " cannot be loaded; install NVIDIA's driver, or use the platform cpu");
    Symbols s;
// Functions that changed since the first version carry the number of the one that is meant.
#define PRCT_FIND(function) find(library, #function, s.function)
#define PRCT_FIND_V2(function) find(library, #function "_v2", s.function)
    PRCT_FIND(cuInit);
    PRCT_FIND(cuDriverGetVersion);
    PRCT_FIND(cuDeviceGetCount);
    PRCT_FIND(cuDeviceGet);
    PRCT_FIND(cuDeviceGetName);
    PRCT_FIND(cuDeviceGetAttribute);
    PRCT_FIND_V2(cuDeviceTotalMem);
    PRCT_FIND(cuDevicePrimaryCtxRetain);
    PRCT_FIND_V2(cuDevicePrimaryCtxRelease);
    PRCT_FIND(cuCtxSetCurrent);
    PRCT_FIND_V2(cuMemGetInfo);
    PRCT_FIND_V2(cuMemAlloc);
    PRCT_FIND_V2(cuMemFree);
    PRCT_FIND_V2(cuMemcpyHtoDAsync);
    PRCT_FIND_V2(cuMemcpyDtoHAsync);
    PRCT_FIND_V2(cuMemcpyDtoDAsync);
    PRCT_FIND(cuMemsetD8Async);
    PRCT_FIND(cuModuleLoadDataEx);
    PRCT_FIND(cuModuleUnload);
    PRCT_FIND(cuModuleGetFunction);
    PRCT_FIND(cuFuncGetAttribute);
    PRCT_FIND(cuFuncSetAttribute);
    PRCT_FIND(cuOccupancyMaxActiveBlocksPerMultiprocessor);
    PRCT_FIND(cuLaunchKernel);
    PRCT_FIND_V2(cuStreamBeginCapture);
    PRCT_FIND(cuStreamEndCapture);
    PRCT_FIND(cuGraphInstantiateWithFlags);
    PRCT_FIND(cuGraphLaunch);
    PRCT_FIND(cuGraphExecDestroy);
    PRCT_FIND(cuGraphDestroy);
    PRCT_FIND(cuStreamCreate);
    PRCT_FIND_V2(cuStreamDestroy);
    PRCT_FIND(cuStreamSynchronize);
    PRCT_FIND(cuStreamWaitEvent);
    PRCT_FIND(cuEventCreate);
    PRCT_FIND_V2(cuEventDestroy);
    PRCT_FIND(cuEventRecord);
    PRCT_FIND(cuEventSynchronize);
    PRCT_FIND(cuEventQuery);
    PRCT_FIND(cuEventElapsedTime);
    PRCT_FIND(cuGetErrorName);
    PRCT_FIND(cuGetErrorString);
#undef PRCT_FIND
#undef PRCT_FIND_V2
    return s;
}

}  // namespace prct::cuda
