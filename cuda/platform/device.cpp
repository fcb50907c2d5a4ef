#include "platform/device.hpp"

#include <algorithm>

#include "platform/kernel_images.hpp"

namespace prct::cuda {

namespace {

/// The oldest architecture that kernels are built for.
constexpr int kOldestMajor = 8;
/// Share of the free memory that launches may take together; the rest is for what else uses the GPU.
constexpr double kMemoryShare = 0.9;

DeviceProperties usable(const Driver& driver, int ordinal) {
    if (ordinal < 0 || ordinal >= driver.device_count())
        throw GpuError("GPU " + std::to_string(ordinal) + " is none of the " + std::to_string(driver.device_count()) +
                       " that the driver finds; number them from 0");
    DeviceProperties p = driver.properties(ordinal);
    if (p.major < kOldestMajor)
        throw GpuError("the GPU " + p.name + " has compute capability " + std::to_string(p.major) + "." +
                       std::to_string(p.minor) + "; the kernels need 8.0 or newer, use the platform cpu");
    return p;
}

}  // namespace

Device::Device(std::shared_ptr<Driver> driver, int ordinal)
    : driver_(std::move(driver)),
      ordinal_(ordinal),
      properties_(usable(*driver_, ordinal)),
      driver_memory_(*driver_),
      order_(*driver_),
      pool_(driver_memory_, order_) {
    use();
}

std::size_t Device::free_bytes() const {
    const PoolFigures f = pool_.figures();
    return driver_->memory().free_bytes + f.free_bytes;
}

std::unique_ptr<Admission> Device::admit(std::size_t least_bytes, std::size_t most_bytes) {
    std::unique_lock lock(admission_mutex_);
    while (true) {
        // While nothing runs the budget follows what other programs leave free.
        if (promised_bytes_ == 0)
            budget_bytes_ = static_cast<std::size_t>(kMemoryShare * static_cast<double>(free_bytes()));
        const std::size_t left = budget_bytes_ > promised_bytes_ ? budget_bytes_ - promised_bytes_ : 0;
        if (left >= least_bytes) {
            const std::size_t size = std::min(left, most_bytes);
            promised_bytes_ += size;
            return std::make_unique<Admission>(*this, size);
        }
        if (promised_bytes_ == 0) return nullptr;
        admission_.wait(lock);
    }
}

Admission::~Admission() {
    {
        const std::lock_guard lock(device_->admission_mutex_);
        device_->promised_bytes_ -= size_bytes_;
    }
    device_->admission_.notify_all();
}

KernelHandle Device::kernel(const std::string& file, const std::string& name) {
    const std::lock_guard lock(mutex_);
    KernelHandle& handle = kernels_[name];
    if (!handle) {
        handle = driver_->load(kernel_image(file), name);
        driver_->allow_shared_memory(handle, properties_.block_memory_bytes);
    }
    return handle;
}

}  // namespace prct::cuda
