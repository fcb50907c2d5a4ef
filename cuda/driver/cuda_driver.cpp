#include "driver/cuda_driver.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "memory/out_of_memory.hpp"

namespace prct::cuda {

namespace {

/// After these nothing that was on the device can be trusted, and every further call fails.
constexpr std::array<Code, 11> kFaults = {700, 702, 703, 710, 714, 715, 716, 717, 718, 719, 721};
constexpr Code kNoBinary = 209, kBadPtx = 218, kNewerPtx = 222;

std::string version_text(int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

}  // namespace

CudaDriver::CudaDriver(const char* library) : call_(load_symbols(library)) {
    // Launches of many threads reach the GPU side by side only through queues of their own; 8 is the driver's default.
    setenv("CUDA_DEVICE_MAX_CONNECTIONS", "32", 0);
    check(call_.cuInit(0), "the GPU driver does not start");
    check(call_.cuDriverGetVersion(&version_), "the GPU driver does not tell its version");
    if (version_ < kOldestDriver)
        throw GpuError("the GPU driver is of CUDA " + version_text(version_) + "; install one of CUDA " +
                       version_text(kOldestDriver) + " or newer");
    int count = 0;
    check(call_.cuDeviceGetCount(&count), "the GPUs cannot be counted");
    if (count == 0) throw GpuError("the GPU driver finds no GPU; check that one is visible to this process");
    for (int k = 0; k < count; ++k) {
        int device = 0;
        check(call_.cuDeviceGet(&device, k), "a GPU cannot be opened");
        devices_.push_back(device);
    }
}

CudaDriver::~CudaDriver() {
    for (const auto& [image, module] : modules_) call_.cuModuleUnload(module);
    for (const auto& [device, context] : contexts_) call_.cuDevicePrimaryCtxRelease(device);
}

void CudaDriver::check(Code code, const char* what) const {
    if (code == kSuccess) return;
    const char *name = nullptr, *text = nullptr;
    call_.cuGetErrorName(code, &name);
    call_.cuGetErrorString(code, &text);
    const std::string why = std::string(what) + ": " + (name ? name : "error " + std::to_string(code)) +
                            (text ? std::string(" (") + text + ")" : "");
    if (std::find(kFaults.begin(), kFaults.end(), code) != kFaults.end())
        throw GpuFault(why + "; what was on the GPU is lost, a new process can use it again");
    throw GpuError(why);
}

int CudaDriver::attribute(int device, int which) const {
    int value = 0;
    check(call_.cuDeviceGetAttribute(&value, which, devices_.at(device)), "a GPU does not tell its properties");
    return value;
}

DeviceProperties CudaDriver::properties(int device) const {
    DeviceProperties p;
    std::array<char, 256> name{};
    check(call_.cuDeviceGetName(name.data(), static_cast<int>(name.size()), devices_.at(device)),
          "a GPU does not tell its name");
    p.name = name.data();
    p.major = attribute(device, kMajor);
    p.minor = attribute(device, kMinor);
    p.multiprocessors = attribute(device, kMultiprocessors);
    p.block_memory_bytes = static_cast<std::size_t>(attribute(device, kBlockMemory));
    p.multiprocessor_memory_bytes = static_cast<std::size_t>(attribute(device, kMultiprocessorMemory));
    p.clock_khz = attribute(device, kClockRate);
    p.memory_clock_khz = attribute(device, kMemoryClockRate);
    check(call_.cuDeviceTotalMem(&p.total_bytes, devices_.at(device)), "a GPU does not tell its memory");
    return p;
}

void CudaDriver::use(int device) {
    const std::lock_guard lock(mutex_);
    void*& context = contexts_[devices_.at(device)];
    if (!context) check(call_.cuDevicePrimaryCtxRetain(&context, devices_.at(device)), "a GPU cannot be used");
    check(call_.cuCtxSetCurrent(context), "a GPU cannot be used");
}

FreeMemory CudaDriver::memory() const {
    FreeMemory m{};
    check(call_.cuMemGetInfo(&m.free_bytes, &m.total_bytes), "the GPU does not tell its free memory");
    return m;
}

DevicePointer CudaDriver::allocate(std::size_t size_bytes) {
    Pointer pointer = 0;
    const Code code = call_.cuMemAlloc(&pointer, size_bytes);
    if (code == kMemoryIsOut) {
        const FreeMemory m = memory();
        throw OutOfMemory("asked for " + std::to_string(size_bytes >> 20) + " MiB of GPU memory, of " +
                          std::to_string(m.total_bytes >> 20) + " MiB " + std::to_string(m.free_bytes >> 20) +
                          " are free; fold fewer trajectories at once, or end what else uses the GPU");
    }
    check(code, "GPU memory cannot be had");
    return pointer;
}

void CudaDriver::release(DevicePointer pointer) noexcept { call_.cuMemFree(pointer); }

void CudaDriver::upload(DevicePointer to, std::span<const std::byte> from, StreamView stream) {
    if (from.empty()) return;
    check(call_.cuMemcpyHtoDAsync(to, from.data(), from.size(), stream.handle), "copying to the GPU failed");
}

void CudaDriver::download(std::span<std::byte> to, DevicePointer from, StreamView stream) {
    if (!to.empty())
        check(call_.cuMemcpyDtoHAsync(to.data(), from, to.size(), stream.handle), "copying from the GPU failed");
    synchronize(stream);
}

void CudaDriver::copy(DevicePointer to, DevicePointer from, std::size_t size_bytes, StreamView stream) {
    if (size_bytes) check(call_.cuMemcpyDtoDAsync(to, from, size_bytes, stream.handle), "copying on the GPU failed");
}

void CudaDriver::fill(DevicePointer at, unsigned char value, std::size_t size_bytes, StreamView stream) {
    if (size_bytes) check(call_.cuMemsetD8Async(at, value, size_bytes, stream.handle), "filling GPU memory failed");
}

KernelHandle CudaDriver::load(std::span<const std::byte> image, const std::string& kernel) {
    const std::lock_guard lock(mutex_);
    void*& module = modules_[image.data()];
    if (!module) {
        const Code code = call_.cuModuleLoadDataEx(&module, image.data(), 0, nullptr, nullptr);
        if (code == kNoBinary || code == kBadPtx || code == kNewerPtx)
            throw GpuError("the kernels of this build do not run on this GPU with a driver of CUDA " +
                           version_text(version_) +
                           "; install a newer driver, or the extra cuda12, which compiles them for it");
        check(code, "the kernels cannot be loaded");
    }
    void* function = nullptr;
    check(call_.cuModuleGetFunction(&function, module, kernel.c_str()), ("there is no kernel " + kernel).c_str());
    return function;
}

void CudaDriver::allow_shared_memory(KernelHandle kernel, std::size_t size_bytes) {
    constexpr const char* refusal = "a kernel cannot have the shared memory it needs";
    int fixed = 0;  // what the kernel declares is part of what a block may have
    check(call_.cuFuncGetAttribute(&fixed, kStaticSharedBytes, kernel), refusal);
    check(call_.cuFuncSetAttribute(kernel, kDynamicSharedBytes, static_cast<int>(size_bytes) - fixed), refusal);
}

int CudaDriver::resident_blocks(KernelHandle kernel, unsigned threads, std::size_t shared_bytes) const {
    int blocks = 0;
    check(call_.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, static_cast<int>(threads), shared_bytes),
          "the occupancy of a kernel cannot be told");
    return blocks;
}

void CudaDriver::launch(KernelHandle kernel, const LaunchShape& shape, StreamView stream, DevicePointer task) {
    void* arguments[] = {&task};
    check(call_.cuLaunchKernel(kernel, shape.blocks, 1, 1, shape.threads, 1, 1,
                               static_cast<unsigned>(shape.shared_bytes), stream.handle, arguments, nullptr),
          "a kernel cannot be launched");
}

void CudaDriver::begin_capture(StreamView stream) {
    check(call_.cuStreamBeginCapture(stream.handle, kCaptureOfThread), "launches cannot be captured");
}

GraphHandle CudaDriver::end_capture(StreamView stream) {
    void *graph = nullptr, *ready = nullptr;
    check(call_.cuStreamEndCapture(stream.handle, &graph), "captured launches make no graph");
    const Code code = call_.cuGraphInstantiateWithFlags(&ready, graph, 0);
    call_.cuGraphDestroy(graph);
    check(code, "a graph cannot be made ready");
    return ready;
}

void CudaDriver::launch_graph(GraphHandle graph, StreamView stream) {
    check(call_.cuGraphLaunch(graph, stream.handle), "a graph cannot be launched");
}

void CudaDriver::release_graph(GraphHandle graph) noexcept { call_.cuGraphExecDestroy(graph); }

StreamView CudaDriver::make_stream() {
    StreamView stream;
    check(call_.cuStreamCreate(&stream.handle, kNonBlockingStream), "a stream cannot be made");
    return stream;
}

void CudaDriver::release(StreamView stream) noexcept { call_.cuStreamDestroy(stream.handle); }

void CudaDriver::synchronize(StreamView stream) {
    check(call_.cuStreamSynchronize(stream.handle), "work on the GPU failed");
}

void CudaDriver::rest(StreamView stream) {
    void* event = nullptr;
    check(call_.cuEventCreate(&event, kEventToSleepFor | kUntimedEvent), "an event cannot be made");
    Code code = call_.cuEventRecord(event, stream.handle);
    if (code == kSuccess) code = call_.cuEventSynchronize(event);
    call_.cuEventDestroy(event);
    check(code, "work on the GPU failed");
}

EventHandle CudaDriver::make_event() {
    void* event = nullptr;
    check(call_.cuEventCreate(&event, 0), "an event cannot be made");
    return event;
}

void CudaDriver::release(EventHandle event) noexcept { call_.cuEventDestroy(event); }

void CudaDriver::record(EventHandle event, StreamView stream) {
    check(call_.cuEventRecord(event, stream.handle), "an event cannot be recorded");
}

void CudaDriver::wait(StreamView stream, EventHandle event) {
    check(call_.cuStreamWaitEvent(stream.handle, event, 0), "a stream cannot wait");
}

bool CudaDriver::done(EventHandle event) {
    const Code code = call_.cuEventQuery(event);
    if (code != kNotReady) check(code, "work on the GPU failed");
    return code == kSuccess;
}

double CudaDriver::elapsed_ms(EventHandle from, EventHandle to) {
    float ms = 0;
    check(call_.cuEventElapsedTime(&ms, from, to), "the time between two events cannot be told");
    return ms;
}

std::shared_ptr<Driver> load_driver() { return std::make_shared<CudaDriver>(); }

}  // namespace prct::cuda
