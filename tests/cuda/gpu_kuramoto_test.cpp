// Sparse Kuramoto networks by the kernels, emulated, against the CPU in float and the plain loop in double.
#include "platform/gpu_kuramoto.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "host/emulated_driver.hpp"
#include "parity/platforms.hpp"
#include "platform/cuda_platform.hpp"
#include "prct/error.hpp"
#include "prct/resonance/phase_integrators.hpp"
#include "resonance/graphs.hpp"

namespace {

using namespace prct;
using namespace prct::testing_graphs;
using cuda::GpuKuramoto;
using cuda::PhaseSteps;

constexpr float kEpsilon = std::numeric_limits<float>::epsilon();

std::shared_ptr<cuda::Device> emulated(std::uint64_t order_seed = 0, std::size_t total_bytes = std::size_t(1) << 28) {
    emulation::EmulatedGpu gpu;
    gpu.order_seed = order_seed;
    gpu.total_bytes = total_bytes;
    return std::make_shared<cuda::Device>(std::make_shared<emulation::EmulatedDriver>(gpu), 0);
}

/// A graph with its oscillators, for both platforms.
struct Case {
    Graph graph;
    std::vector<float> weight, frequency, amplitude, phase;
    float coupling = 1.5f;
    KuramotoScaling scaling = KuramotoScaling::weight_sum;

    explicit Case(Graph g, double widest_phase = 3.2)
        : graph(std::move(g)),
          weight(graph.weights<float>()),
          frequency(as<float>(random_values(graph.size(), -2, 2, 1))),
          amplitude(as<float>(random_values(graph.size(), 0, 1, 2))),
          phase(as<float>(random_values(graph.size(), -widest_phase, widest_phase, 3))) {}

    SparseRows<float> rows() const { return {graph.row_start, graph.neighbor, weight}; }
    SparseKuramoto<float> on_cpu() const { return {rows(), frequency, coupling, scaling}; }
    GpuKuramoto on_gpu(std::shared_ptr<cuda::Device> device) const {
        return {std::move(device), rows(), frequency, coupling, scaling};
    }
    std::vector<double> plain(bool with_amplitude) const {
        const std::vector<double> a(amplitude.begin(), amplitude.end()), p(phase.begin(), phase.end()),
            f(frequency.begin(), frequency.end());
        return plain_rate(graph, f, coupling, with_amplitude ? a : std::vector<double>{}, p,
                          scaling == KuramotoScaling::weight_sum);
    }
    Case& scaled(KuramotoScaling how) {
        scaling = how;
        return *this;
    }
};

std::vector<float> rate_of(auto& network, const std::vector<float>& phase) {
    std::vector<float> out(phase.size());
    network.rate(phase, out);
    return out;
}

std::vector<float> support_of(auto& network, const std::vector<float>& phase) {
    std::vector<float> out(phase.size());
    network.support(phase, out);
    return out;
}

template <class T>
void expect_near(const std::vector<float>& got, const std::vector<T>& want, double bound) {
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], want[i], bound) << i << " of " << got.size();
}

TEST(GpuKuramoto, RatesAreThoseOfTheCpu) {
    for (const int n : {1, 2, 3, 31, 33, 257, 1500}) {
        const Case c(random_graph(n, 20, 7));
        auto gpu = c.on_gpu(emulated());
        auto cpu = c.on_cpu();
        expect_near(rate_of(gpu, c.phase), rate_of(cpu, c.phase), 8 * kEpsilon);
        expect_near(rate_of(gpu, c.phase), c.plain(false), 64 * kEpsilon);
        gpu.set_amplitude(c.amplitude);
        cpu.set_amplitude(c.amplitude);
        expect_near(rate_of(gpu, c.phase), rate_of(cpu, c.phase), 8 * kEpsilon);
        expect_near(rate_of(gpu, c.phase), c.plain(true), 64 * kEpsilon);
        gpu.set_amplitude({});
        expect_near(rate_of(gpu, c.phase), c.plain(false), 64 * kEpsilon);
    }
}

TEST(GpuKuramoto, WithoutScalingWeightsMayBeNegative) {
    Case c(random_graph(200, 6, 3));
    for (std::size_t e = 0; e < c.graph.weight.size(); e += 2) c.graph.weight[e] *= -1;
    c.weight = c.graph.weights<float>();
    EXPECT_THROW(c.on_gpu(emulated()), InputError);
    c.scaled(KuramotoScaling::none);
    auto gpu = c.on_gpu(emulated());
    auto cpu = c.on_cpu();
    expect_near(rate_of(gpu, c.phase), c.plain(false), 2000 * kEpsilon);
    expect_near(rate_of(gpu, c.phase), rate_of(cpu, c.phase), 400 * kEpsilon);
}

TEST(GpuKuramoto, PhasesFarFromTheCircleAreExactToo) {
    Case c(random_graph(300, 8, 5), 100);
    c.phase[3] = 3e6f;
    c.phase[270] = -4e7f;
    auto gpu = c.on_gpu(emulated());
    expect_near(rate_of(gpu, c.phase), c.plain(false), 64 * kEpsilon);
}

TEST(GpuKuramoto, IsolatedOscillatorsAndNone) {
    Case c(from_lists({{}, {{2, 1.0}}, {{1, 1.0}}, {}}));
    auto gpu = c.on_gpu(emulated());
    const auto rate = rate_of(gpu, c.phase);
    EXPECT_EQ(rate[0], c.frequency[0]);
    EXPECT_EQ(rate[3], c.frequency[3]);
    EXPECT_EQ(support_of(gpu, c.phase)[0], 0.0f);
    auto none = Case(Graph{}).on_gpu(emulated());
    EXPECT_TRUE(rate_of(none, {}).empty());
    none.set_phases({});
    none.advance(3, 0.1, PhaseSteps::rk4);
}

TEST(GpuKuramoto, RowsOfUnequalLength) {
    // A star, a chain, pairs: lengths from 1 to 700 in one window.
    std::vector<std::vector<std::pair<std::int32_t, double>>> lists(900);
    for (int k = 1; k <= 700; ++k) {
        lists[0].emplace_back(k, 0.25 + k / 1000.0);
        lists[static_cast<std::size_t>(k)].emplace_back(0, 0.5);
        if (k > 1 && k % 3) lists[static_cast<std::size_t>(k)].emplace_back(k - 1, 1.0);
    }
    const Case c(from_lists(lists));
    auto gpu = c.on_gpu(emulated());
    expect_near(rate_of(gpu, c.phase), c.plain(false), 64 * kEpsilon);
}

TEST(GpuKuramoto, SupportIsThatOfTheCpu) {
    const Case c(random_graph(400, 6, 13));
    auto gpu = c.on_gpu(emulated());
    auto cpu = c.on_cpu();
    for (int with = 0; with < 2; ++with) {
        const auto got = support_of(gpu, c.phase);
        expect_near(got, support_of(cpu, c.phase), 100 * kEpsilon);
        EXPECT_GT(std::count(got.begin(), got.end(), 0.0f), 40);
        EXPECT_LT(std::count(got.begin(), got.end(), 0.0f), 300);
        gpu.set_amplitude(c.amplitude);
        cpu.set_amplitude(c.amplitude);
    }
}

std::vector<float> advanced(GpuKuramoto& gpu, std::size_t steps, double step_ps, PhaseSteps method) {
    gpu.advance(steps, step_ps, method);
    std::vector<float> out(gpu.size());
    gpu.phases(out);
    return out;
}

TEST(GpuKuramoto, StepsAreThoseOfTheCpu) {
    const Case c(random_graph(300, 10, 17));
    const RungeKuttaTable<float> euler{{{}}, {1.0f}, {0.0f}, {}, 1};
    for (const bool fourth : {false, true})
        for (const std::size_t steps : {1u, 2u, 7u}) {
            auto gpu = c.on_gpu(emulated());
            auto cpu = c.on_cpu();
            if (steps == 7) gpu.set_amplitude(c.amplitude), cpu.set_amplitude(c.amplitude);
            gpu.set_phases(c.phase);
            std::vector<float> want = c.phase;
            integrate_fixed<float>([&](double, auto phase, auto rate) { cpu.rate(phase, rate); },
                                   fourth ? runge_kutta_4<float>() : euler, 0.0, 0.05 * static_cast<double>(steps),
                                   steps, std::span<float>(want));
            expect_near(advanced(gpu, steps, 0.05, fourth ? PhaseSteps::rk4 : PhaseSteps::euler), want, 16 * kEpsilon);
        }
}

TEST(GpuKuramoto, StepsGoOnWhereTheyStopped) {
    const Case c(random_graph(200, 10, 19));
    for (const PhaseSteps method : {PhaseSteps::euler, PhaseSteps::rk4}) {
        auto once = c.on_gpu(emulated()), parts = c.on_gpu(emulated());
        once.set_phases(c.phase);
        parts.set_phases(c.phase);
        const auto whole = advanced(once, 6, 0.02, method);
        parts.advance(1, 0.02, method);
        const auto rate = rate_of(parts, c.phase);  // leaves the phases alone
        EXPECT_EQ(rate, rate_of(once, c.phase));
        parts.advance(3, 0.02, method);
        EXPECT_EQ(advanced(parts, 2, 0.02, method), whole);
    }
}

TEST(GpuKuramoto, AnAmplitudeTakesEffectBetweenSteps) {
    const Case c(random_graph(150, 10, 23));
    auto changed = c.on_gpu(emulated()), fresh = c.on_gpu(emulated());
    changed.set_phases(c.phase);
    const auto middle = advanced(changed, 3, 0.02, PhaseSteps::euler);
    changed.set_amplitude(c.amplitude);
    fresh.set_amplitude(c.amplitude);
    fresh.set_phases(middle);
    EXPECT_EQ(advanced(changed, 2, 0.02, PhaseSteps::rk4), advanced(fresh, 2, 0.02, PhaseSteps::rk4));
}

TEST(GpuKuramoto, NeitherTheLaunchNorTheOrderOfThreadsChangesABit) {
    const Case c(random_graph(700, 12, 9));
    auto usual = c.on_gpu(emulated());
    usual.set_amplitude(c.amplitude);
    usual.set_phases(c.phase);
    const auto rate = rate_of(usual, c.phase), support = support_of(usual, c.phase),
               end = advanced(usual, 3, 0.05, PhaseSteps::rk4);
    struct Shape {
        unsigned threads, blocks;
    };
    for (const Shape shape : {Shape{32, 0}, Shape{64, 3}, Shape{256, 1}, Shape{96, 7}})
        for (const std::uint64_t order : {0u, 5u}) {
            auto gpu = c.on_gpu(emulated(order));
            gpu.set_launch(shape.threads, shape.blocks);
            gpu.set_amplitude(c.amplitude);
            gpu.set_phases(c.phase);
            EXPECT_EQ(rate_of(gpu, c.phase), rate);
            EXPECT_EQ(support_of(gpu, c.phase), support);
            EXPECT_EQ(advanced(gpu, 3, 0.05, PhaseSteps::rk4), end);
        }
}

TEST(GpuKuramoto, RowsAreReadInOrder) {
    const Case c(random_graph(600, 9, 29));
    const cuda::SlicedRows rows(c.rows());
    std::vector<int> seen(rows.size());
    for (std::size_t p = 0; p < rows.size(); ++p) {
        ++seen[static_cast<std::size_t>(rows.row[p])];
        EXPECT_EQ(p / cuda::SlicedRows::window, static_cast<std::size_t>(rows.row[p]) / cuda::SlicedRows::window);
        if (p % device::kWarp) {
            EXPECT_LE(rows.length[p], rows.length[p - 1]) << "threads that have ended are not neighbours";
        }
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 600);
    std::vector<float> back(rows.size());
    rows.give_back(rows.placed(c.phase), back);
    EXPECT_EQ(back, c.phase);
}

TEST(GpuKuramoto, RefusesWhatItCannotUse) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const Case c(random_graph(40, 4, 31));
    auto gpu = c.on_gpu(emulated());
    std::vector<float> out(40), few(39);
    EXPECT_THROW(gpu.rate(few, out), InputError);
    EXPECT_THROW(gpu.support(out, few), InputError);
    EXPECT_THROW(gpu.advance(1, 0.1, PhaseSteps::euler), InputError);
    EXPECT_THROW(gpu.phases(out), InputError);
    EXPECT_THROW(gpu.set_amplitude(few), InputError);
    EXPECT_THROW(gpu.set_frequency(few), InputError);
    EXPECT_THROW(gpu.set_coupling(nan), InputError);
    EXPECT_THROW(gpu.set_launch(48, 0), InputError);
    EXPECT_THROW(gpu.set_launch(512, 0), InputError);
    out[7] = nan;
    EXPECT_THROW(gpu.set_phases(out), InputError);
    gpu.set_phases(c.phase);
    EXPECT_THROW(gpu.advance(1, nan, PhaseSteps::euler), InputError);
    gpu.advance(1, 3e38, PhaseSteps::euler);
    gpu.advance(1, 3e38, PhaseSteps::euler);
    EXPECT_THROW(gpu.phases(out), NumericsError);
    EXPECT_THROW(c.on_gpu(emulated(0, 4096)), cuda::OutOfMemory);
    EXPECT_THROW(cuda::shared_device("cpu"), InputError);
}

TEST(GpuKuramoto, TheDeviceAgreesWithItsEmulation) {
    PRCT_SKIP_WITHOUT("cuda");
    const Case c(random_graph(5000, 20, 37));
    auto gpu = c.on_gpu(cuda::shared_device("cuda")), emulation = c.on_gpu(emulated());
    for (GpuKuramoto* k : {&gpu, &emulation}) {
        k->set_amplitude(c.amplitude);
        k->set_phases(c.phase);
    }
    const auto rate = rate_of(gpu, c.phase);
    expect_near(rate, rate_of(emulation, c.phase), 8 * kEpsilon);
    expect_near(support_of(gpu, c.phase), support_of(emulation, c.phase), 100 * kEpsilon);
    expect_near(advanced(gpu, 20, 0.02, PhaseSteps::rk4), advanced(emulation, 20, 0.02, PhaseSteps::rk4),
                64 * kEpsilon);
    for (const unsigned threads : {32u, 96u, 256u}) {
        gpu.set_launch(threads, 11);
        EXPECT_EQ(rate_of(gpu, c.phase), rate);
    }
}

TEST(GpuKuramoto, CopiesStayOnTheDevice) {
    const auto device = emulated();
    EXPECT_EQ(cuda::copy_times_ms(*device, 1 << 16, 3).size(), 3u);
    cuda::DeviceBuffer<int> from(2, device->memory(), {}), to(2, device->memory(), {});
    const std::vector<int> given = {7, -9};
    std::vector<int> got(2);
    device->driver().upload(from.address(), std::as_bytes(std::span(given)), {});
    device->driver().copy(to.address(), from.address(), 8, {});
    device->driver().download(std::as_writable_bytes(std::span(got)), to.address(), {});
    EXPECT_EQ(got, given);
    EXPECT_THROW(device->driver().copy(to.address(), 0, 8, {}), cuda::GpuFault);
}

}  // namespace
