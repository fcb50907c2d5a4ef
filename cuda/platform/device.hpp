// One GPU: its driver, kernels and memory.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "driver/driver.hpp"
#include "memory/driver_memory.hpp"
#include "memory/pool.hpp"

namespace prct::cuda {

class Admission;

class Device {
   public:
    /// Throws GpuError for a device that the kernels do not run on.
    Device(std::shared_ptr<Driver> driver, int ordinal);

    Driver& driver() const { return *driver_; }
    const DeviceProperties& properties() const { return properties_; }
    MemoryResource& memory() { return pool_; }
    PoolResource& pool() { return pool_; }
    /// What the driver and the pool have free.
    std::size_t free_bytes() const;
    /// As much as is free and promised to nobody, at least `least_bytes` and at most `most_bytes`; waits for launches
    /// of other threads to end where it has to. Nullptr where no wait can help.
    std::unique_ptr<Admission> admit(std::size_t least_bytes, std::size_t most_bytes);
    /// Makes it the device of this thread; call before anything else.
    void use() const { driver_->use(ordinal_); }

    /// A kernel by the name of its file and its own, with as much shared memory as a block may have.
    KernelHandle kernel(const std::string& file, const std::string& name);

   private:
    friend class Admission;
    std::shared_ptr<Driver> driver_;
    int ordinal_;
    DeviceProperties properties_;
    DriverMemory driver_memory_;
    DriverStreamOrder order_;
    PoolResource pool_;
    std::map<std::string, KernelHandle> kernels_;
    std::mutex mutex_;
    std::size_t budget_bytes_ = 0, promised_bytes_ = 0;
    std::mutex admission_mutex_;
    std::condition_variable admission_;
};

/// Memory of a device that a launch has been promised, until it ends.
class Admission {
   public:
    Admission(Device& device, std::size_t size_bytes) : device_(&device), size_bytes_(size_bytes) {}
    ~Admission();
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

    std::size_t size_bytes() const { return size_bytes_; }

   private:
    Device* device_;
    std::size_t size_bytes_;
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
