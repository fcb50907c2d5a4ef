// A libcuda of nothing but answers; signatures are those of CUDA's driver interface.
#include "fake_libcuda.hpp"

#include <cstdlib>
#include <cstring>

namespace {
FakeCuda state;
char object;  // what every handle points to
}  // namespace

extern "C" {
FakeCuda* fake_cuda() { return &state; }

int cuInit(unsigned) { return state.init_code; }
int cuDriverGetVersion(int* v) { return *v = state.version, 0; }
int cuDeviceGetCount(int* n) { return *n = state.devices, 0; }
int cuDeviceGet(int* device, int ordinal) { return *device = ordinal + 40, 0; }
int cuDeviceGetName(char* name, int, int device) { return std::strcpy(name, device == 40 ? "Fake" : "?"), 0; }
int cuDeviceGetAttribute(int* value, int which, int) { return *value = 100 * which, 0; }
int cuDeviceTotalMem_v2(std::size_t* bytes, int) { return *bytes = state.total_bytes, 0; }
int cuDevicePrimaryCtxRetain(void** context, int) { return ++state.contexts, *context = &object, 0; }
int cuDevicePrimaryCtxRelease_v2(int) { return --state.contexts, 0; }
int cuCtxSetCurrent(void*) { return 0; }
int cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
    *free = state.free_bytes;
    *total = state.total_bytes;
    return 0;
}
int cuMemAlloc_v2(unsigned long long* at, std::size_t bytes) {
    if (bytes > state.free_bytes) return 2;
    *at = reinterpret_cast<unsigned long long>(std::malloc(bytes));
    return ++state.allocations, 0;
}
int cuMemFree_v2(unsigned long long at) { return std::free(reinterpret_cast<void*>(at)), ++state.releases, 0; }
int cuMemcpyHtoDAsync_v2(unsigned long long to, const void* from, std::size_t bytes, void*) {
    return std::memcpy(reinterpret_cast<void*>(to), from, bytes), 0;
}
int cuMemcpyDtoHAsync_v2(void* to, unsigned long long from, std::size_t bytes, void*) {
    return std::memcpy(to, reinterpret_cast<void*>(from), bytes), 0;
}
int cuMemsetD8Async(unsigned long long at, unsigned char value, std::size_t bytes, void*) {
    return std::memset(reinterpret_cast<void*>(at), value, bytes), 0;
}
int cuModuleLoadDataEx(void** module, const void*, unsigned, int*, void**) {
    if (state.load_code) return state.load_code;
    return ++state.modules, *module = &object, 0;
}
int cuModuleUnload(void*) { return --state.modules, 0; }
int cuModuleGetFunction(void** f, void*, const char* name) {
    return *f = &object, std::strcmp(name, "missing") == 0 ? 500 : 0;
}
int cuFuncGetAttribute(int* value, int which, void*) { return *value = which == 1 ? 1000 : 0, 0; }
int cuFuncSetAttribute(void*, int, int bytes) { return state.dynamic_bytes = bytes, bytes > 200000 ? 1 : 0; }
int cuOccupancyMaxActiveBlocksPerMultiprocessor(int* n, void*, int threads, std::size_t) {
    return *n = 2048 / threads, 0;
}
int cuLaunchKernel(void*, unsigned blocks, unsigned, unsigned, unsigned threads, unsigned, unsigned, unsigned shared,
                   void*, void** arguments, void**) {
    state.blocks = blocks;
    state.threads = threads;
    state.shared_bytes = shared;
    state.argument = *static_cast<unsigned long long*>(arguments[0]);
    return ++state.launches, state.launch_code;
}
int cuStreamCreate(void** stream, unsigned) { return *stream = &object, 0; }
int cuStreamDestroy_v2(void*) { return 0; }
int cuStreamSynchronize(void*) { return state.stream_code; }
int cuStreamWaitEvent(void*, void*, unsigned) { return 0; }
int cuEventCreate(void** event, unsigned flags) {
    state.event_flags = flags;
    return ++state.events, *event = &object, 0;
}
int cuEventDestroy_v2(void*) { return --state.events, 0; }
int cuEventSynchronize(void*) { return ++state.rests, state.stream_code; }
int cuEventRecord(void*, void*) { return 0; }
int cuEventQuery(void*) { return state.query_code; }
int cuEventElapsedTime(float* ms, void*, void*) { return *ms = 1.5f, 0; }
int cuStreamBeginCapture_v2(void*, int) { return 0; }
int cuStreamEndCapture(void*, void** graph) { return *graph = &object, 0; }
int cuGraphInstantiateWithFlags(void** graph, void*, unsigned long long) { return *graph = &object, 0; }
int cuGraphLaunch(void*, void*) { return 0; }
int cuGraphExecDestroy(void*) { return 0; }
int cuGraphDestroy(void*) { return 0; }
int cuMemcpyDtoDAsync_v2(unsigned long long to, unsigned long long from, std::size_t bytes, void*) {
    return std::memcpy(reinterpret_cast<void*>(to), reinterpret_cast<void*>(from), bytes), 0;
}
int cuGetErrorName(int code, const char** name) { return *name = code == 700 ? "ILLEGAL_ADDRESS" : "FAKE_CODE", 0; }
int cuGetErrorString(int, const char** text) { return *text = "as the test wants it", 0; }
}
