#include "platform/cuda_platform.hpp"

#include "host/emulated_driver.hpp"
#include "platform/force_context.hpp"
#include "platform/trajectory_batch.hpp"

namespace prct::cuda {

namespace {

/// One device for all platforms of a name in this process, opened when it is first asked for: contexts, kernels and
/// memory are dear.
template <class Load>
std::shared_ptr<Device> shared_device(std::shared_ptr<Device>& kept, Load&& load) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    if (!kept) kept = std::make_shared<Device>(load(), 0);
    return kept;
}

std::unique_ptr<Platform> real_platform(int) {
    static std::shared_ptr<Device> device;
    return std::make_unique<CudaPlatform>("cuda", shared_device(device, load_driver));
}

std::unique_ptr<Platform> emulated_platform(int) {
    static std::shared_ptr<Device> device;
    return std::make_unique<CudaPlatform>(
        "cuda-emulation", shared_device(device, [] { return std::make_shared<emulation::EmulatedDriver>(); }));
}

}  // namespace

std::unique_ptr<ForceContext> CudaPlatform::create(const System& system) const {
    return make_force_context(system, device_);
}

std::vector<TrajectoryOutcome> CudaPlatform::run(std::span<const TrajectoryPlan> plans, int) const {
    return run_batch(*device_, plans);
}

DeviceNeed CudaPlatform::device_need(std::span<const TrajectoryPlan> plans) const {
    device_->use();
    const MemoryNeed need = batch_need(plans);
    return {need.text(), need.total_bytes(), device_->free_bytes()};
}

void register_platforms() {
    register_platform("cuda", real_platform);
    register_platform("cuda-emulation", emulated_platform);
}

}  // namespace prct::cuda
