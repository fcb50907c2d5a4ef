// One GPU: its driver, kernels and memory.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "driver/driver.hpp"
#include "memory/driver_memory.hpp"
#include "memory/pool.hpp"

namespace prct::cuda {

class Device {
   public:
    /// Throws GpuError for a device that the kernels do not run on.
    Device(std::shared_ptr<Driver> driver, int ordinal);

    Driver& driver() const { return *driver_; }
    const DeviceProperties& properties() const { return properties_; }
    MemoryResource& memory() { return pool_; }
    PoolResource& pool() { return pool_; }
    std::size_t free_bytes() const;
    /// Makes it the device of this thread; call before anything else.
    void use() const { driver_->use(ordinal_); }

    /// A kernel by the name of its file and its own, with as much shared memory as a block may have.
    KernelHandle kernel(const std::string& file, const std::string& name);

   private:
    std::shared_ptr<Driver> driver_;
    int ordinal_;
    DeviceProperties properties_;
    DriverMemory driver_memory_;
    DriverStreamOrder order_;
    PoolResource pool_;
    std::map<std::string, KernelHandle> kernels_;
    std::mutex mutex_;
};

/// A stream that ends with its owner, after its work.
class Stream {
   public:
    explicit Stream(Driver& driver) : driver_(driver), view_(driver.make_stream()) {}
    ~Stream() {
        try {
            driver_.synchronize(view_);
        } catch (const GpuError&) {  // whoever waited for the work has been told
        }
        driver_.release(view_);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    operator StreamView() const { return view_; }

   private:
    Driver& driver_;
    StreamView view_;
};

}  // namespace prct::cuda
