// What is used of a CUDA driver: the real one, loaded at run time, or the host's emulation. Calls throw GpuError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "memory/memory_resource.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

/// A kernel faulted: the driver's context is lost, and with it all that was on the device.
class GpuFault : public GpuError {
   public:
    using GpuError::GpuError;
};

struct DeviceProperties {
    std::string name;
    int major = 0, minor = 0;  ///< compute capability
    int multiprocessors = 0;
    std::size_t block_memory_bytes = 0;           ///< shared memory that a block may ask for
    std::size_t multiprocessor_memory_bytes = 0;  ///< shared memory of a multiprocessor
    std::size_t total_bytes = 0;
    int clock_khz = 0, memory_clock_khz = 0;
};

struct FreeMemory {
    std::size_t free_bytes, total_bytes;
};

using KernelHandle = void*;
using EventHandle = void*;
using GraphHandle = void*;

struct LaunchShape {
    unsigned blocks, threads;
    std::size_t shared_bytes;
};

class Driver {
   public:
    virtual ~Driver() = default;

    /// 13000 for CUDA 13.0: what the driver can run at most.
    virtual int version() const = 0;
    virtual int device_count() const = 0;
    virtual DeviceProperties properties(int device) const = 0;

    /// The calls below act on this device, in the thread that says so.
    virtual void use(int device) = 0;
    virtual FreeMemory memory() const = 0;
    /// OutOfMemory where there is not enough.
    virtual DevicePointer allocate(std::size_t size_bytes) = 0;
    virtual void release(DevicePointer pointer) noexcept = 0;
    virtual void upload(DevicePointer to, std::span<const std::byte> from, StreamView stream) = 0;
    /// Waits for the stream.
    virtual void download(std::span<std::byte> to, DevicePointer from, StreamView stream) = 0;
    /// From one place on the device to another.
    virtual void copy(DevicePointer to, DevicePointer from, std::size_t size_bytes, StreamView stream) = 0;
    virtual void fill(DevicePointer at, unsigned char value, std::size_t size_bytes, StreamView stream) = 0;

    /// A kernel of an image (cubin, fatbin or PTX), which is compiled for this device where it has to be.
    virtual KernelHandle load(std::span<const std::byte> image, const std::string& kernel) = 0;
    /// Lets a kernel have this much shared memory a block, what it declares included.
    virtual void allow_shared_memory(KernelHandle kernel, std::size_t size_bytes) = 0;
    /// Blocks of this shape that run on one multiprocessor at a time.
    virtual int resident_blocks(KernelHandle kernel, unsigned threads, std::size_t shared_bytes) const = 0;
    /// Every kernel takes one pointer: to its task in device memory.
    virtual void launch(KernelHandle kernel, const LaunchShape& shape, StreamView stream, DevicePointer task) = 0;

    /// From here to the end of the capture launches of this thread on the stream are noted, not run.
    virtual void begin_capture(StreamView stream) = 0;
    /// The launches that were noted, to be launched as one in their order.
    virtual GraphHandle end_capture(StreamView stream) = 0;
    virtual void launch_graph(GraphHandle graph, StreamView stream) = 0;
    virtual void release_graph(GraphHandle graph) noexcept = 0;

    virtual StreamView make_stream() = 0;
    virtual void release(StreamView stream) noexcept = 0;
    virtual void synchronize(StreamView stream) = 0;
    /// Waits, too, but asleep: `synchronize` and `download` keep a core busy for an earlier answer.
    virtual void rest(StreamView stream) = 0;
    virtual EventHandle make_event() = 0;
    virtual void release(EventHandle event) noexcept = 0;
    virtual void record(EventHandle event, StreamView stream) = 0;
    virtual void wait(StreamView stream, EventHandle event) = 0;
    virtual bool done(EventHandle event) = 0;
    virtual double elapsed_ms(EventHandle from, EventHandle to) = 0;
};

/// The driver of this machine. GpuError where there is none, or it is too old.
std::shared_ptr<Driver> load_driver();

}  // namespace prct::cuda
