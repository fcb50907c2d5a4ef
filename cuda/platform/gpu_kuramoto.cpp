#include "platform/gpu_kuramoto.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/resonance/runge_kutta_tables.hpp"

namespace prct::cuda {

namespace {

using device::KuramotoTask;

/// Of a launch; with more oscillators than threads, each thread takes several.
constexpr std::size_t kMostBlocks = 1 << 20;
constexpr unsigned kMostThreads = 256;

template <class T>
DeviceBuffer<T> upload(const std::vector<T>& from, Device& device, StreamView stream) {
    DeviceBuffer<T> to(std::max<std::size_t>(from.size(), 1), device.memory(), stream);
    device.driver().upload(to.address(), std::as_bytes(std::span(from)), stream);
    return to;
}

RungeKuttaTable<float> table_of(PhaseSteps method) {
    if (method == PhaseSteps::rk4) return runge_kutta_4<float>();
    return {{{}}, {1.0f}, {0.0f}, {}, 1};
}

/// Time between two points of a stream.
class StopWatch {
   public:
    StopWatch(Driver& driver, StreamView stream) : driver_(driver), stream_(stream) { driver_.record(from_, stream_); }
    ~StopWatch() {
        driver_.release(from_);
        driver_.release(to_);
    }
    StopWatch(const StopWatch&) = delete;
    StopWatch& operator=(const StopWatch&) = delete;

    /// Waits for the stream.
    double stop_ms() {
        driver_.record(to_, stream_);
        driver_.synchronize(stream_);
        return driver_.elapsed_ms(from_, to_);
    }

   private:
    Driver& driver_;
    StreamView stream_;
    EventHandle from_ = driver_.make_event(), to_ = driver_.make_event();
};

}  // namespace

GpuKuramoto::GpuKuramoto(std::shared_ptr<Device> device, const SparseRows<float>& rows,
                         std::span<const float> frequency, float coupling, KuramotoScaling scaling)
    : device_((device->use(), std::move(device))),
      stream_(device_->driver()),
      rows_(rows),
      weight_sum_(sum_weights(rows, scaling)),
      scaling_(scaling),
      entry_(upload(rows_.entry, *device_, stream_)),
      slice_start_(upload(rows_.slice_start, *device_, stream_)),
      length_(upload(rows_.length, *device_, stream_)) {
    for (int which = 0; which < 2; ++which) {
        phase_[which] = floats();
        unit_[which] = DeviceBuffer<device::Phasor>(std::max<std::size_t>(size(), 1), device_->memory(), stream_);
    }
    set_frequency(frequency);
    set_coupling(coupling);
    device_->driver().synchronize(stream_);  // the host's copy of the entries ends here
    rows_.entry = {};
}

DeviceBuffer<float> GpuKuramoto::floats() const {
    return {std::max<std::size_t>(size(), 1), device_->memory(), stream_};
}

DeviceBuffer<float> GpuKuramoto::uploaded(std::span<const float> given) {
    device_->use();
    return upload(rows_.placed(given), *device_, stream_);
}

void GpuKuramoto::set_frequency(std::span<const float> frequency) {
    check_oscillators(frequency, size(), "frequency");
    frequency_ = uploaded(frequency);
}

void GpuKuramoto::set_coupling(float coupling) {
    gain_ = uploaded(coupling_gains(coupling, std::span<const float>(weight_sum_), scaling_));
}

void GpuKuramoto::set_amplitude(std::span<const float> amplitude) {
    phasors_are_old_ = true;
    if (amplitude.empty()) {
        amplitude_.reset();
        for (auto& s : seen_) s.reset();
        return;
    }
    check_oscillators(amplitude, size(), "amplitude");
    amplitude_ = uploaded(amplitude);
    for (auto& s : seen_) s = DeviceBuffer<device::Phasor>(size(), device_->memory(), stream_);
}

void GpuKuramoto::set_launch(unsigned threads, unsigned blocks) {
    if (threads == 0 || threads % device::kWarp != 0 || threads > kMostThreads)
        throw InputError("a block of " + std::to_string(threads) + " threads; give a multiple of 32 up to 256");
    threads_ = threads;
    blocks_ = blocks;
}

device::PhasorView GpuKuramoto::phasors(int which) const {
    auto* const unit = reinterpret_cast<device::Phasor*>(unit_[which].address());
    return {unit, amplitude_.size() ? reinterpret_cast<device::Phasor*>(seen_[which].address()) : unit};
}

KuramotoTask GpuKuramoto::task() const {
    KuramotoTask t{};
    t.rows = {static_cast<std::int32_t>(size()), entry_.span().device_data(), slice_start_.span().device_data(),
              length_.span().device_data()};
    t.frequency = frequency_.span().device_data();
    t.gain = gain_.span().device_data();
    t.amplitude = amplitude_.size() ? amplitude_.span().device_data() : nullptr;
    return t;
}

void GpuKuramoto::upload_tasks(std::span<const KuramotoTask> tasks) {
    if (tasks_.size() < tasks.size()) tasks_ = DeviceBuffer<KuramotoTask>(tasks.size(), device_->memory(), stream_);
    device_->driver().upload(tasks_.address(), std::as_bytes(tasks), stream_);
}

void GpuKuramoto::launch(const char* kernel, std::size_t task) {
    if (size() == 0) return;
    const std::size_t wanted = blocks_ ? blocks_ : (size() + threads_ - 1) / threads_;
    const LaunchShape shape{static_cast<unsigned>(std::min(wanted, kMostBlocks)), threads_, 0};
    device_->driver().launch(device_->kernel("kuramoto", kernel), shape, stream_,
                             tasks_.address() + task * sizeof(KuramotoTask));
}

/// In the buffers that `advance` will overwrite.
void GpuKuramoto::evaluate(const char* kernel, std::span<const float> phase, std::span<float> out) {
    if (phase.size() != size() || out.size() != size())
        throw InputError("phase has " + std::to_string(phase.size()) + " and the result " + std::to_string(out.size()) +
                         " entries; both must have one an oscillator, " + std::to_string(size()));
    device_->use();
    const std::vector<float> placed = rows_.placed(phase);
    float* const spare = phase_[1 - now_].span().device_data();
    device_->driver().upload(phase_[1 - now_].address(), std::as_bytes(std::span(placed)), stream_);
    KuramotoTask t = task();
    t.now = phasors(1 - phasors_now_);
    t.phase = t.out = spare;
    upload_tasks(std::span(&t, 1));
    launch("kuramoto_phasors", 0);
    launch(kernel, 0);
    std::vector<float> result(size());
    device_->driver().download(std::as_writable_bytes(std::span(result)), phase_[1 - now_].address(), stream_);
    rows_.give_back(result, out);
}

void GpuKuramoto::rate(std::span<const float> phase, std::span<float> rate) { evaluate("kuramoto_rates", phase, rate); }

void GpuKuramoto::support(std::span<const float> phase, std::span<float> support) {
    evaluate("kuramoto_support", phase, support);
}

void GpuKuramoto::set_phases(std::span<const float> phase) {
    check_oscillators(phase, size(), "phase");
    phase_[now_] = uploaded(phase);
    have_phases_ = phasors_are_old_ = true;
}

void GpuKuramoto::refresh_phasors() {
    if (!have_phases_) throw InputError("there are no phases to advance; set them first");
    if (!phasors_are_old_) return;
    KuramotoTask t = task();
    t.now = phasors(phasors_now_);
    t.phase = phase_[now_].span().device_data();
    upload_tasks(std::span(&t, 1));
    launch("kuramoto_phasors", 0);
    phasors_are_old_ = false;
}

/// After two steps each buffer has the part that it had before.
std::vector<KuramotoTask> GpuKuramoto::tasks_of_two_steps(float step_ps, PhaseSteps method) const {
    const RungeKuttaTable<float> table = table_of(method);
    std::vector<KuramotoTask> tasks;
    int from = now_, read = phasors_now_;
    for (int step = 0; step < 2; ++step, from = 1 - from)
        for (std::size_t s = 0; s < table.stages(); ++s, read = 1 - read) {
            KuramotoTask t = task();
            t.now = phasors(read);
            t.next = phasors(1 - read);
            t.phase = phase_[from].span().device_data();
            t.out = reinterpret_cast<float*>(phase_[1 - from].address());
            t.sum = s == 0 ? t.phase : t.out;
            t.sum_step = step_ps * table.b[s];
            t.last_stage = s + 1 == table.stages();
            if (!t.last_stage) t.trial_step = step_ps * table.a[s + 1][s];
            tasks.push_back(t);
        }
    return tasks;
}

double GpuKuramoto::advance(std::size_t steps, double step_ps, PhaseSteps method) {
    if (!std::isfinite(step_ps)) throw InputError("step_ps is not finite; give a finite number");
    device_->use();
    refresh_phasors();
    const auto tasks = tasks_of_two_steps(static_cast<float>(step_ps), method);
    const std::size_t stages = tasks.size() / 2;
    upload_tasks(tasks);
    StopWatch watch(device_->driver(), stream_);
    for (std::size_t k = 0; k < steps; ++k)
        for (std::size_t s = 0; s < stages; ++s) launch("kuramoto_stage", k % 2 * stages + s);
    const double took_ms = watch.stop_ms();
    now_ = (now_ + static_cast<int>(steps % 2)) % 2;
    phasors_now_ = (phasors_now_ + static_cast<int>(steps * stages % 2)) % 2;
    return took_ms;
}

void GpuKuramoto::phases(std::span<float> phase) {
    if (!have_phases_) throw InputError("there are no phases; set them first");
    if (phase.size() != size()) throw InputError("the result needs one entry an oscillator");
    device_->use();
    std::vector<float> placed(size());
    device_->driver().download(std::as_writable_bytes(std::span(placed)), phase_[now_].address(), stream_);
    rows_.give_back(placed, phase);
    const auto bad = std::find_if(phase.begin(), phase.end(), [](float x) { return !std::isfinite(x); });
    if (bad != phase.end())
        throw NumericsError("phase " + std::to_string(bad - phase.begin()) +
                            " left the finite numbers; take smaller steps or a smaller coupling");
}

std::vector<double> copy_times_ms(Device& device, std::size_t size_bytes, int rounds) {
    device.use();
    const Stream stream(device.driver());
    DeviceBuffer<std::byte> from(size_bytes, device.memory(), stream), to(size_bytes, device.memory(), stream);
    device.driver().fill(from.address(), 1, size_bytes, stream);
    std::vector<double> times_ms;
    for (int k = 0; k < rounds; ++k) {
        StopWatch watch(device.driver(), stream);
        device.driver().copy(to.address(), from.address(), size_bytes, stream);
        times_ms.push_back(watch.stop_ms());
    }
    return times_ms;
}

}  // namespace prct::cuda
