#include "platform/large_context.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "platform/frame.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

namespace {

/// A context with a system of its own.
class OwningContext final : public ForceContext {
   public:
    OwningContext(const System& system, std::shared_ptr<Device> device)
        : device_(std::move(device)), system_(system, *device_, 1, false), context_(system_) {}

    EnergyTerms compute(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha,
                        std::span<double> gradient) override {
        return context_.compute(positions, scales, alpha, gradient);
    }
    void share(const std::function<void(int, int)>& work) override { context_.share(work); }
    void reset() override { context_.reset(); }

   private:
    std::shared_ptr<Device> device_;
    LargeSystem system_;
    LargeContext context_;
};

}  // namespace

EnergyTerms LargeContext::compute(std::span<const double> positions, const TermScales& scales,
                                  std::span<const double> alpha, std::span<double> gradient) {
    system_.device().use();
    take(positions, scales, alpha);
    do {
        device::LargeControl control{};
        std::copy_n(control_.count, device::kLists, control.count);
        control.rebuild = std::exchange(fresh_, false);
        system_.set_control(control);
        system_.evaluate();
        control_ = system_.control();
    } while ((fresh_ = system_.lengthen_rows(control_)));
    const std::vector<float> g = system_.gradient();
    std::copy(g.begin(), g.end(), gradient.begin());
    EnergyTerms terms;
    for (int t = 0; t < kTerms; ++t) terms.value[t] = device::energy_of(control_.energy[t]);
    if (!(std::abs(terms.total()) < device::kNoEnergy))
        throw NumericsError("the energy is not finite; check the positions and restraints for contradictions");
    return terms;
}

void LargeContext::share(const std::function<void(int, int)>& work) {
    work(0, static_cast<int>(system_.coordinates() / 9));
}

void LargeContext::take(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha) {
    std::vector<float> single(positions.size());
    to_device_frame(positions, whole_centre(positions), single.data());
    system_.set_state(single, {});
    if (system_.set_schedule({{0.0, 0.0, scales}}, 1)) fresh_ = true;
    system_.set_alpha(alpha);
}

std::unique_ptr<ForceContext> make_large_context(const System& system, std::shared_ptr<Device> device) {
    return std::make_unique<OwningContext>(system, std::move(device));
}

}  // namespace prct::cuda
