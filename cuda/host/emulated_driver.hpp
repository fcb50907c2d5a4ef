// A driver without a GPU: device memory is the host's, kernels are compiled by g++ and run on fibres. For small
// systems.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "driver/driver.hpp"

namespace prct::emulation {

/// What the emulated GPU is like; the defaults are those of a Hopper card, but for the memory.
struct EmulatedGpu {
    int driver_version = 13000, major = 9, minor = 0, multiprocessors = 4;
    std::size_t block_memory_bytes = 227 * 1024, total_bytes = std::size_t(1) << 30;
    std::size_t taken_bytes = 0;   ///< of memory that is said to be free, by another process
    std::uint64_t order_seed = 0;  ///< of the order in which threads run, see fibre_block.hpp
    int faulty_launch = -1;        ///< this launch, from 0, faults as a kernel does; -1: none
};

class EmulatedDriver final : public cuda::Driver {
   public:
    explicit EmulatedDriver(const EmulatedGpu& gpu = {}) : gpu_(gpu) {}
    ~EmulatedDriver() override;

    int version() const override { return gpu_.driver_version; }
    int device_count() const override { return 1; }
    cuda::DeviceProperties properties(int device) const override;
    void use(int) override {}
    cuda::FreeMemory memory() const override;
    cuda::DevicePointer allocate(std::size_t size_bytes) override;
    void release(cuda::DevicePointer pointer) noexcept override;
    void upload(cuda::DevicePointer to, std::span<const std::byte> from, cuda::StreamView stream) override;
    void download(std::span<std::byte> to, cuda::DevicePointer from, cuda::StreamView stream) override;
    void copy(cuda::DevicePointer to, cuda::DevicePointer from, std::size_t size_bytes,
              cuda::StreamView stream) override;
    void fill(cuda::DevicePointer at, unsigned char value, std::size_t size_bytes, cuda::StreamView stream) override;
    cuda::KernelHandle load(std::span<const std::byte> image, const std::string& kernel) override;
    void allow_shared_memory(cuda::KernelHandle kernel, std::size_t size_bytes) override;
    int resident_blocks(cuda::KernelHandle kernel, unsigned threads, std::size_t shared_bytes) const override;
    void launch(cuda::KernelHandle kernel, const cuda::LaunchShape& shape, cuda::StreamView stream,
                cuda::DevicePointer task) override;
    void begin_capture(cuda::StreamView stream) override;
    cuda::GraphHandle end_capture(cuda::StreamView stream) override;
    void launch_graph(cuda::GraphHandle graph, cuda::StreamView stream) override;
    void release_graph(cuda::GraphHandle graph) noexcept override;
    cuda::StreamView make_stream() override;
    void release(cuda::StreamView) noexcept override {}
    void synchronize(cuda::StreamView stream) override;
    void rest(cuda::StreamView stream) override { synchronize(stream); }
    cuda::EventHandle make_event() override { return this; }
    void release(cuda::EventHandle) noexcept override {}
    void record(cuda::EventHandle, cuda::StreamView) override {}
    void wait(cuda::StreamView, cuda::EventHandle) override {}
    bool done(cuda::EventHandle) override { return true; }
    double elapsed_ms(cuda::EventHandle, cuda::EventHandle) override { return 0; }

    std::size_t in_use_bytes() const { return in_use_bytes_; }

   private:
    struct NotedLaunch {
        cuda::KernelHandle kernel;
        cuda::LaunchShape shape;
        cuda::DevicePointer task;
    };
    using Graph = std::vector<NotedLaunch>;

    void require_no_capture() const;
    void run_launch(const NotedLaunch& launch);
    /// Throws GpuFault for bytes that no allocation holds, as a device faults.
    void require_inside(cuda::DevicePointer at, std::size_t size_bytes) const;
    void require_no_fault() const;

    EmulatedGpu gpu_;
    std::map<cuda::DevicePointer, std::size_t> allocations_;
    std::size_t in_use_bytes_ = 0;
    std::unique_ptr<Graph> capture_;  ///< of all streams, as work of any would be out of order
    std::atomic<int> launches_ = 0;
    std::atomic<bool> faulted_ = false;
    mutable std::mutex mutex_;
};

}  // namespace prct::emulation
