#include "host/emulated_driver.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "host/emulated_kernels.hpp"
#include "host/fibre_block.hpp"
#include "memory/out_of_memory.hpp"

namespace prct::emulation {

namespace {

constexpr std::size_t kAlignment = 256;
/// What device memory holds before anything is written there.
constexpr int kRubbish = 0xA5;

}  // namespace

EmulatedDriver::~EmulatedDriver() {
    for (const auto& [pointer, size] : allocations_) std::free(reinterpret_cast<void*>(pointer));
}

cuda::DeviceProperties EmulatedDriver::properties(int) const {
    cuda::DeviceProperties p;
    p.name = "host emulation";
    p.major = gpu_.major;
    p.minor = gpu_.minor;
    p.multiprocessors = gpu_.multiprocessors;
    p.block_memory_bytes = gpu_.block_memory_bytes;
    p.multiprocessor_memory_bytes = gpu_.block_memory_bytes + 1024;
    p.total_bytes = gpu_.total_bytes;
    return p;
}

cuda::FreeMemory EmulatedDriver::memory() const {
    require_no_fault();
    return {gpu_.total_bytes - in_use_bytes_, gpu_.total_bytes};
}

cuda::DevicePointer EmulatedDriver::allocate(std::size_t size_bytes) {
    const std::lock_guard lock(mutex_);
    require_no_fault();
    const std::size_t size = (size_bytes + kAlignment - 1) / kAlignment * kAlignment;
    if (size + gpu_.taken_bytes > gpu_.total_bytes - in_use_bytes_)
        throw cuda::OutOfMemory("asked for " + std::to_string(size) + " bytes of emulated GPU memory, of " +
                                std::to_string(gpu_.total_bytes) + " " +
                                std::to_string(gpu_.total_bytes - in_use_bytes_) + " are free; fold less at once");
    void* const memory = std::aligned_alloc(kAlignment, std::max(size, kAlignment));
    if (!memory) throw cuda::OutOfMemory("the host has no memory for the emulated GPU; fold less at once");
    std::memset(memory, kRubbish, size);
    const auto pointer = reinterpret_cast<cuda::DevicePointer>(memory);
    allocations_[pointer] = size;
    in_use_bytes_ += size;
    return pointer;
}

void EmulatedDriver::release(cuda::DevicePointer pointer) noexcept {
    const std::lock_guard lock(mutex_);
    const auto found = allocations_.find(pointer);
    if (found == allocations_.end()) return;
    in_use_bytes_ -= found->second;
    allocations_.erase(found);
    std::free(reinterpret_cast<void*>(pointer));
}

void EmulatedDriver::require_no_fault() const {
    if (faulted_) throw cuda::GpuFault("the emulated GPU has faulted; a new process can use it again");
}

void EmulatedDriver::require_inside(cuda::DevicePointer at, std::size_t size_bytes) const {
    const std::lock_guard lock(mutex_);
    require_no_fault();
    auto next = allocations_.upper_bound(at);
    if (next == allocations_.begin() || at + size_bytes > std::prev(next)->first + std::prev(next)->second)
        throw cuda::GpuFault("illegal address: " + std::to_string(size_bytes) + " bytes outside what was allocated");
}

void EmulatedDriver::upload(cuda::DevicePointer to, std::span<const std::byte> from, cuda::StreamView) {
    if (from.empty()) return;
    require_no_capture();
    require_inside(to, from.size());
    std::memcpy(reinterpret_cast<void*>(to), from.data(), from.size());
}

void EmulatedDriver::download(std::span<std::byte> to, cuda::DevicePointer from, cuda::StreamView) {
    if (to.empty()) return;
    require_no_capture();
    require_inside(from, to.size());
    std::memcpy(to.data(), reinterpret_cast<const void*>(from), to.size());
}

void EmulatedDriver::copy(cuda::DevicePointer to, cuda::DevicePointer from, std::size_t size_bytes, cuda::StreamView) {
    if (size_bytes == 0) return;
    require_inside(to, size_bytes);
    require_inside(from, size_bytes);
    std::memcpy(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), size_bytes);
}

void EmulatedDriver::fill(cuda::DevicePointer at, unsigned char value, std::size_t size_bytes, cuda::StreamView) {
    if (size_bytes == 0) return;
    require_inside(at, size_bytes);
    std::memset(reinterpret_cast<void*>(at), value, size_bytes);
}

cuda::KernelHandle EmulatedDriver::load(std::span<const std::byte>, const std::string& kernel) {
    const EmulatedKernel found = find_kernel(kernel);
    if (!found) throw GpuError("there is no kernel " + kernel);
    return reinterpret_cast<cuda::KernelHandle>(found);
}

void EmulatedDriver::allow_shared_memory(cuda::KernelHandle, std::size_t size_bytes) {
    if (size_bytes > gpu_.block_memory_bytes)
        throw GpuError("a kernel cannot have the shared memory it needs: " + std::to_string(size_bytes) + " of " +
                       std::to_string(gpu_.block_memory_bytes) + " bytes");
}

int EmulatedDriver::resident_blocks(cuda::KernelHandle, unsigned, std::size_t shared_bytes) const {
    return static_cast<int>(gpu_.block_memory_bytes / std::max<std::size_t>(shared_bytes, 1024));
}

void EmulatedDriver::launch(cuda::KernelHandle kernel, const cuda::LaunchShape& shape, cuda::StreamView,
                            cuda::DevicePointer task) {
    require_inside(task, 1);
    const NotedLaunch noted{kernel, shape, task};
    if (capture_)
        capture_->push_back(noted);
    else
        run_launch(noted);
}

void EmulatedDriver::run_launch(const NotedLaunch& launch) {
    if (launches_++ == gpu_.faulty_launch) {
        faulted_ = true;
        return;
    }
    const auto run_thread = reinterpret_cast<EmulatedKernel>(launch.kernel);
    const void* const on = reinterpret_cast<const void*>(launch.task);
    const cuda::LaunchShape& shape = launch.shape;
    run({shape.blocks, shape.threads, shape.shared_bytes, gpu_.order_seed}, [&] { run_thread(on); });
}

void EmulatedDriver::begin_capture(cuda::StreamView) {
    require_no_capture();
    capture_ = std::make_unique<Graph>();
}

cuda::GraphHandle EmulatedDriver::end_capture(cuda::StreamView) {
    if (!capture_) throw GpuError("no capture has begun; begin one first");
    return capture_.release();
}

void EmulatedDriver::launch_graph(cuda::GraphHandle graph, cuda::StreamView) {
    require_no_fault();
    require_no_capture();
    for (const NotedLaunch& noted : *static_cast<const Graph*>(graph)) run_launch(noted);
}

void EmulatedDriver::release_graph(cuda::GraphHandle graph) noexcept { delete static_cast<Graph*>(graph); }

void EmulatedDriver::require_no_capture() const {
    if (capture_) throw GpuError("launches are being captured; end the capture first");
}

cuda::StreamView EmulatedDriver::make_stream() {
    require_no_fault();
    return {this};
}

void EmulatedDriver::synchronize(cuda::StreamView) {
    require_no_fault();
    require_no_capture();
}

}  // namespace prct::emulation
