// The driver of NVIDIA's GPUs.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "driver/driver.hpp"
#include "driver/symbols.hpp"

namespace prct::cuda {

/// CUDA 12 is the oldest whose driver runs the kernels, built by NVRTC of that version where they come from there.
constexpr int kOldestDriver = 12000;

class CudaDriver final : public Driver {
   public:
    /// `library` is libcuda. Throws GpuError where it is missing, too old, or finds no device.
    explicit CudaDriver(const char* library = "libcuda.so.1");
    ~CudaDriver() override;

    int version() const override { return version_; }
    int device_count() const override { return static_cast<int>(devices_.size()); }
    DeviceProperties properties(int device) const override;
    void use(int device) override;
    FreeMemory memory() const override;
    DevicePointer allocate(std::size_t size_bytes) override;
    void release(DevicePointer pointer) noexcept override;
    void upload(DevicePointer to, std::span<const std::byte> from, StreamView stream) override;
    void download(std::span<std::byte> to, DevicePointer from, StreamView stream) override;
    void copy(DevicePointer to, DevicePointer from, std::size_t size_bytes, StreamView stream) override;
    void fill(DevicePointer at, unsigned char value, std::size_t size_bytes, StreamView stream) override;
    KernelHandle load(std::span<const std::byte> image, const std::string& kernel) override;
    void allow_shared_memory(KernelHandle kernel, std::size_t size_bytes) override;
    int resident_blocks(KernelHandle kernel, unsigned threads, std::size_t shared_bytes) const override;
    void launch(KernelHandle kernel, const LaunchShape& shape, StreamView stream, DevicePointer task) override;
    void begin_capture(StreamView stream) override;
    GraphHandle end_capture(StreamView stream) override;
    void launch_graph(GraphHandle graph, StreamView stream) override;
    void release_graph(GraphHandle graph) noexcept override;
    StreamView make_stream() override;
    void release(StreamView stream) noexcept override;
    void synchronize(StreamView stream) override;
    void rest(StreamView stream) override;
    EventHandle make_event() override;
    void release(EventHandle event) noexcept override;
    void record(EventHandle event, StreamView stream) override;
    void wait(StreamView stream, EventHandle event) override;
    bool done(EventHandle event) override;
    double elapsed_ms(EventHandle from, EventHandle to) override;

   private:
    /// GpuFault where the device's context is lost, else GpuError.
    void check(Code code, const char* what) const;
    int attribute(int device, int which) const;

    Symbols call_;
    int version_ = 0;
    std::vector<int> devices_;
    std::map<int, void*> contexts_;
    std::map<const std::byte*, void*> modules_;  ///< by image, of the device in use when it was loaded
    std::mutex mutex_;
};

}  // namespace prct::cuda
