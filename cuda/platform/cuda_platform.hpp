// The platform "cuda": forces and whole trajectories on a GPU, or on its emulation.
#pragma once

#include "platform/device.hpp"
#include "platform/launch_queue.hpp"
#include "prct/engine/platform.hpp"
#include "prct/gpu.hpp"

namespace prct::cuda {

class CudaPlatform final : public Platform {
   public:
    /// Platforms of one device share its queue.
    CudaPlatform(std::string name, std::shared_ptr<Device> device,
                 std::shared_ptr<LaunchQueue> queue = std::make_shared<LaunchQueue>())
        : name_(std::move(name)), device_(std::move(device)), queue_(std::move(queue)) {}

    std::string name() const override { return name_; }
    std::unique_ptr<ForceContext> create(const System& system) const override;
    std::vector<TrajectoryOutcome> run(TrajectoryPlans plans, int threads) const override;
    bool runs_whole() const override { return true; }
    DeviceNeed device_need(TrajectoryPlans plans) const override;

    Device& device() const { return *device_; }

   private:
    std::string name_;
    std::shared_ptr<Device> device_;
    std::shared_ptr<LaunchQueue> queue_;
};

/// The device of "cuda" (GPU 0) or "cuda-emulation", one for all who ask in this process: contexts, kernels and memory
/// are dear. Throws GpuError where there is no GPU, InputError for another name.
std::shared_ptr<Device> shared_device(const std::string& platform);

}  // namespace prct::cuda
