// Forces of a system that fills a device.
#pragma once

#include "platform/large_system.hpp"
#include "prct/engine/platform.hpp"

namespace prct::cuda {

/// Lists stay from one evaluation to the next for as long as they hold.
class LargeContext final : public ForceContext {
   public:
    /// `system` outlives it; what else sets its schedule or state calls `reset` after that.
    explicit LargeContext(LargeSystem& system) : system_(system) {}

    EnergyTerms compute(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha,
                        std::span<double> gradient) override;
    void share(const std::function<void(int, int)>& work) override;
    void reset() override { fresh_ = true; }

   private:
    void take(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha);

    LargeSystem& system_;
    device::LargeControl control_{};
    bool fresh_ = true;
};

/// Throws OutOfMemory with the figures where the device has too little memory.
std::unique_ptr<ForceContext> make_large_context(const System& system, std::shared_ptr<Device> device);

}  // namespace prct::cuda
