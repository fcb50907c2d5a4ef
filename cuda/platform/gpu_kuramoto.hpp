// Phase oscillators on a sparse graph (Eqs. 16, 19) on a GPU: the graph is uploaded once, phases stay on the device.
#pragma once

#include <memory>
#include <span>

#include "memory/buffer.hpp"
#include "platform/device.hpp"
#include "platform/sliced_rows.hpp"
#include "prct/resonance/kuramoto.hpp"

namespace prct::cuda {

/// Fixed steps of order 1 and 4.
enum class PhaseSteps { euler, rk4 };

/// As SparseKuramoto<float>, with the same order of additions. One object serves one caller at a time. Results do not
/// depend on the launch. A row is summed by one thread: a graph with a few very long rows is better off on the CPU.
class GpuKuramoto {
   public:
    /// Throws as SparseKuramoto; OutOfMemory where the graph does not fit the device.
    GpuKuramoto(std::shared_ptr<Device> device, const SparseRows<float>& rows, std::span<const float> frequency,
                float coupling, KuramotoScaling scaling = KuramotoScaling::weight_sum);

    std::size_t size() const { return rows_.size(); }

    void set_frequency(std::span<const float> frequency);
    void set_coupling(float coupling);
    /// α of every oscillator as its neighbours see it; empty = 1 everywhere.
    void set_amplitude(std::span<const float> amplitude);
    /// Threads of a block, a multiple of 32 up to 256, and blocks of a launch; 0 blocks: a thread an oscillator.
    void set_launch(unsigned threads, unsigned blocks);

    /// Eq. 16. phase [N] in rad, rate [N] in rad/ps. The phases that `advance` works on stay as they are.
    void rate(std::span<const float> phase, std::span<float> rate);
    /// Eq. 19.
    void support(std::span<const float> phase, std::span<float> support);

    /// Phases [N] in rad for `advance`.
    void set_phases(std::span<const float> phase);
    /// Steps of `step_ps`; returns the milliseconds that they took on the device (0 on an emulated one).
    double advance(std::size_t steps, double step_ps, PhaseSteps method);
    /// The phases now, not wrapped. Throws NumericsError where one has left the finite numbers.
    void phases(std::span<float> phase);

   private:
    DeviceBuffer<float> floats() const;
    DeviceBuffer<float> uploaded(std::span<const float> given);
    void upload_tasks(std::span<const device::KuramotoTask> tasks);
    void launch(const char* kernel, std::size_t task);
    void evaluate(const char* kernel, std::span<const float> phase, std::span<float> out);
    device::KuramotoTask task() const;
    device::PhasorView phasors(int which) const;
    void refresh_phasors();
    std::vector<device::KuramotoTask> tasks_of_two_steps(float step_ps, PhaseSteps method) const;

    std::shared_ptr<Device> device_;
    Stream stream_;
    SlicedRows rows_;  ///< without its entries, which are on the device
    std::vector<float> weight_sum_;
    KuramotoScaling scaling_;
    unsigned threads_ = 256, blocks_ = 0;
    DeviceBuffer<device::EntryPair> entry_;
    DeviceBuffer<long long> slice_start_;
    DeviceBuffer<std::int32_t> length_;
    DeviceBuffer<float> frequency_, gain_, amplitude_, phase_[2];
    DeviceBuffer<device::Phasor> unit_[2], seen_[2];
    DeviceBuffer<device::KuramotoTask> tasks_;
    int now_ = 0, phasors_now_ = 0;  ///< which of two holds the phases, and the phasors
    bool have_phases_ = false, phasors_are_old_ = true;
};

/// Milliseconds that each of `rounds` copies of `size_bytes` from one place on the device to another took: they read
/// and write that much. 0 on an emulated device.
std::vector<double> copy_times_ms(Device& device, std::size_t size_bytes, int rounds);

}  // namespace prct::cuda
