#include "platform/force_context.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/block_memory.h"
#include "kernels/evaluation.h"
#include "platform/device_system.hpp"
#include "platform/frame.hpp"
#include "platform/large_context.hpp"
#include "platform/list_space.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

namespace {

constexpr unsigned kMostThreads = 512;

/// Where the numbers of an evaluation lie in its buffer.
struct Layout {
    Blob blob;
    Place<device::EvaluationTask> task;
    Place<float> positions, alpha, gradient;
    Place<unsigned long long> energy;
    Place<std::int32_t> need;

    Layout(std::size_t coordinates, std::size_t restraints)
        : task(blob.reserve<device::EvaluationTask>(1)),
          positions(blob.reserve<float>(coordinates)),
          alpha(blob.reserve<float>(restraints)),
          gradient(blob.reserve<float>(coordinates)),
          energy(blob.reserve<unsigned long long>(kTerms)),
          need(blob.reserve<std::int32_t>(device::kLists)) {}
};

class CudaContext final : public ForceContext {
   public:
    CudaContext(const System& system, std::shared_ptr<Device> device)
        : device_(std::move(device)),
          stream_(device_->driver()),
          system_(system, device_->driver(), device_->memory(), stream_),
          layout_(9 * std::size_t(system.size()), system.restraints.size()),
          capacity_(usual_capacity(system.size())),
          numbers_(layout_.blob.size(), device_->memory(), stream_),
          kernel_(device_->kernel("evaluate_forces", "evaluate_forces")) {
        make_lists();
    }

    EnergyTerms compute(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha,
                        std::span<double> gradient) override {
        device_->use();
        while (true) {
            upload(positions, scales, alpha);
            const unsigned threads = block_threads(system_.residues());
            const LaunchShape shape{1, threads,
                                    static_cast<std::size_t>(device::block_memory_bytes(system_.residues(), threads))};
            device_->driver().launch(kernel_, shape, stream_, numbers_.address());
            std::vector<std::byte> bytes(layout_.blob.size());
            device_->driver().download(bytes, numbers_.address(), stream_);
            if (lists_were_too_short(bytes)) continue;
            return read(bytes, gradient);
        }
    }

    void share(const std::function<void(int, int)>& work) override { work(0, system_.residues()); }

   private:
    void make_lists() {
        lists_ = DeviceBuffer<std::byte>(list_bytes(system_.residues(), capacity_), device_->memory(), stream_);
    }

    void upload(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha) {
        Blob& blob = layout_.blob;
        const DevicePointer base = numbers_.address();
        to_device_frame(positions, whole_centre(positions), blob.host(layout_.positions));
        std::copy(alpha.begin(), alpha.end(), blob.host(layout_.alpha));
        device::EvaluationTask& task = *blob.host(layout_.task);
        task = {system_.view(),
                device_pointer(base, layout_.positions),
                alpha.empty() ? nullptr : device_pointer(base, layout_.alpha),
                device_scales(scales),
                place_lists(lists_.address(), system_.residues(), capacity_),
                device_pointer(base, layout_.gradient),
                device_pointer(base, layout_.energy),
                device_pointer(base, layout_.need)};
        device_->driver().upload(base, blob.bytes(), stream_);
    }

    template <class T>
    static const T* at(const std::vector<std::byte>& bytes, Place<T> place) {
        return reinterpret_cast<const T*>(bytes.data() + place.offset);
    }

    bool lists_were_too_short(const std::vector<std::byte>& bytes) {
        std::int32_t need[device::kLists];
        std::copy_n(at(bytes, layout_.need), device::kLists, need);
        const ListCapacity more = grown(capacity_, need);
        if (more == capacity_) return false;
        capacity_ = more;
        make_lists();
        return true;
    }

    EnergyTerms read(const std::vector<std::byte>& bytes, std::span<double> gradient) const {
        std::copy_n(at(bytes, layout_.gradient), gradient.size(), gradient.begin());
        EnergyTerms terms;
        for (int t = 0; t < kTerms; ++t) terms.value[t] = device::energy_of(at(bytes, layout_.energy)[t]);
        if (!(std::abs(terms.total()) < device::kNoEnergy))
            throw NumericsError("the energy is not finite; check the positions and restraints for contradictions");
        return terms;
    }

    std::shared_ptr<Device> device_;
    Stream stream_;
    DeviceSystem system_;
    Layout layout_;
    ListCapacity capacity_;
    DeviceBuffer<std::byte> numbers_, lists_;
    KernelHandle kernel_;
};

}  // namespace

unsigned block_threads(int residues) {
    const auto wanted = static_cast<unsigned>((residues + device::kWarp - 1) / device::kWarp * device::kWarp);
    return std::min(wanted, kMostThreads);
}

int most_residues(const DeviceProperties& properties) {
    const auto fits = [&](int residues) {
        return device::block_memory_bytes(residues, block_threads(residues)) <= properties.block_memory_bytes;
    };
    int most = 0;
    while (most < static_cast<int>(device::kResidueMask) && fits(most + 1)) ++most;
    return most;
}

std::unique_ptr<ForceContext> make_force_context(const System& system, std::shared_ptr<Device> device) {
    device->use();
    if (system.size() > most_residues(device->properties())) return make_large_context(system, std::move(device));
    return std::make_unique<CudaContext>(system, std::move(device));
}

}  // namespace prct::cuda
