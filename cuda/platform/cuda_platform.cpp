#include "platform/cuda_platform.hpp"

#include <cstdlib>

#include "host/emulated_driver.hpp"
#include "platform/force_context.hpp"
#include "platform/trajectory_batch.hpp"
#include "platform/trajectory_space.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

namespace {

template <class Load>
std::shared_ptr<Device> opened(std::shared_ptr<Device>& kept, Load&& load) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    if (!kept) kept = std::make_shared<Device>(load(), 0);
    return kept;
}

/// The launch that PRCT_EMULATED_FAULT names, counted from 0, faults: to see what becomes of a fold then.
std::shared_ptr<Driver> emulated_driver() {
    emulation::EmulatedGpu gpu;
    if (const char* launch = std::getenv("PRCT_EMULATED_FAULT")) gpu.faulty_launch = std::atoi(launch);
    return std::make_shared<emulation::EmulatedDriver>(gpu);
}

std::unique_ptr<Platform> real_platform(int) {
    static const auto queue = std::make_shared<LaunchQueue>();
    return std::make_unique<CudaPlatform>("cuda", shared_device("cuda"), queue);
}

std::unique_ptr<Platform> emulated_platform(int) {
    static const auto queue = std::make_shared<LaunchQueue>();
    return std::make_unique<CudaPlatform>("cuda-emulation", shared_device("cuda-emulation"), queue);
}

}  // namespace

std::shared_ptr<Device> shared_device(const std::string& platform) {
    static std::shared_ptr<Device> real, emulated;
    if (platform == "cuda") return opened(real, load_driver);
    if (platform == "cuda-emulation") return opened(emulated, emulated_driver);
    throw InputError("the platform " + platform + " has no GPU; name cuda or cuda-emulation");
}

std::unique_ptr<ForceContext> CudaPlatform::create(const System& system) const {
    return make_force_context(system, device_);
}

std::vector<TrajectoryOutcome> CudaPlatform::run(TrajectoryPlans plans, int threads) const {
    for (const TrajectoryPlan* plan : plans) require_whole(*plan);
    const auto launch = [&](TrajectoryPlans all, int team) { return run_batch(*device_, all, team); };
    return queue_->run(plans, block_shape(*device_, plans), threads, launch);
}

DeviceNeed CudaPlatform::device_need(TrajectoryPlans plans) const {
    device_->use();
    const MemoryNeed need = batch_need(plans);
    return {need.text(), need.total_bytes(), device_->free_bytes()};
}

void register_platforms() {
    register_platform("cuda", real_platform);
    register_platform("cuda-emulation", emulated_platform);
}

}  // namespace prct::cuda
