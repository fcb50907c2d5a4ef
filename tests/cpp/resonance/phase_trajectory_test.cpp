#include "prct/resonance/phase_trajectory.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "graphs.hpp"
#include "prct/resonance/kuramoto.hpp"
#include "prct/resonance/mean_field.hpp"
#include "prct/resonance/order_parameter.hpp"

namespace {

using namespace prct::testing_graphs;

template <class T>
prct::SparseKuramoto<T> pair_of(double detuning, double coupling) {
    static const std::vector<std::int64_t> start{0, 1, 2};
    static const std::vector<std::int32_t> neighbor{1, 0};
    const std::vector<T> weight{1, 1}, frequency{static_cast<T>(-detuning / 2), static_cast<T>(detuning / 2)};
    return {{start, neighbor, weight}, frequency, static_cast<T>(coupling)};
}

template <class T, class Network>
std::vector<T> end_of(Network& network, const std::vector<T>& phase, const prct::PhaseSchedule& schedule) {
    const auto run = prct::integrate_phases(network, std::span<const T>(phase), schedule);
    return {run.phase.end() - static_cast<std::ptrdiff_t>(phase.size()), run.phase.end()};
}

constexpr prct::PhaseMethod methods[] = {prct::PhaseMethod::rk4, prct::PhaseMethod::rk8, prct::PhaseMethod::rk45};

TEST(PhaseTrajectory, TwoOscillatorsLockBelowTheThresholdAtTheArcsine) {
    // d(θ2 - θ1)/dt = Δ - 2κ sin(θ2 - θ1).
    for (const auto method : methods) {
        auto network = pair_of<double>(1.2, 1.0);
        const auto end = end_of<double>(network, {0.3, -0.2}, {method, 40, 0.05, 1e-10, 2, 100000});
        EXPECT_NEAR(end[1] - end[0], std::asin(0.6), 1e-8);
        EXPECT_NEAR(end[0] + end[1], 0.1, 1e-12);
    }
}

TEST(PhaseTrajectory, TwoOscillatorsDriftAboveTheThreshold) {
    // One slip takes 2π / sqrt(Δ² - 4κ²).
    const double detuning = 2.5, slip_ps = 6.283185307179586 / std::sqrt(2.5 * 2.5 - 4);
    for (const auto method : methods) {
        auto network = pair_of<double>(detuning, 1.0);
        const auto end = end_of<double>(network, {0, 0}, {method, 10 * slip_ps, 0.01, 1e-10, 2, 100000});
        EXPECT_NEAR(end[1] - end[0], 10 * 6.283185307179586, 1e-6);
    }
}

TEST(PhaseTrajectory, TheDriftingPairFollowsItsClosedForm) {
    // Identical oscillators: tan(δ/2) = tan(δ0/2) e^{-2κt}, at the first and the last sample.
    auto network = pair_of<double>(0, 0.5);
    const std::vector<double> phase{0, 2};
    const auto run = prct::integrate_phases(network, std::span<const double>(phase),
                                            {prct::PhaseMethod::rk45, 6, 0, 1e-11, 7, 100000});
    ASSERT_EQ(run.time_ps.size(), 7U);
    for (int k = 0; k < 7; ++k) {
        EXPECT_EQ(run.time_ps[k], k);
        EXPECT_NEAR(run.phase[2 * k + 1] - run.phase[2 * k], 2 * std::atan(std::tan(1.0) * std::exp(-k)), 1e-9);
    }
}

TEST(PhaseTrajectory, FloatFollowsDoubleAndMethodsAgree) {
    const int n = 300;
    const Graph graph = random_graph(n, 8, 21);
    const auto frequency = random_values(n, -0.5, 0.5, 22), phase = random_values(n, -3, 3, 23);
    const auto weight32 = graph.weights<float>();
    const auto weight64 = graph.weights<double>();
    prct::SparseKuramoto<float> narrow({graph.row_start, graph.neighbor, weight32}, as<float>(frequency), 1.0F);
    prct::SparseKuramoto<double> wide({graph.row_start, graph.neighbor, weight64}, frequency, 1.0);
    const auto reference = end_of<double>(wide, phase, {prct::PhaseMethod::rk8, 3, 0.05, 0, 2, 100000});
    for (const auto method : methods) {
        const auto other = end_of<double>(wide, phase, {method, 3, 0.005, 1e-9, 2, 100000});
        const auto single = end_of<float>(narrow, as<float>(phase), {method, 3, 0.02, 1e-5, 2, 100000});
        for (int i = 0; i < n; ++i) {
            ASSERT_NEAR(other[i], reference[i], 1e-7);
            ASSERT_NEAR(single[i], reference[i], 2e-4);
        }
    }
}

TEST(PhaseTrajectory, SymmetricCouplingConservesTheMeanPhase) {
    const int n = 200;
    const Graph graph = random_graph(n, 8, 31);
    const auto weight = graph.weights<double>();
    prct::SparseKuramoto<double> network({graph.row_start, graph.neighbor, weight}, std::vector<double>(n, 0.0), 0.3,
                                         prct::KuramotoScaling::none);
    const auto phase = random_values(n, -3, 3, 32);
    const auto end = end_of<double>(network, phase, {prct::PhaseMethod::rk45, 5, 0, 1e-8, 2, 100000});
    const auto mean = [&](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / n; };
    EXPECT_NEAR(mean(end), mean(phase), 1e-12);
    EXPECT_GT(prct::order_parameter<double>(end), 2 * prct::order_parameter<double>(phase));
}

TEST(PhaseTrajectory, StrongMeanFieldSynchronises) {
    const int n = 500;
    const auto frequency = random_values(n, -0.5, 0.5, 41), phase = random_values(n, -3, 3, 42);
    prct::MeanFieldKuramoto<double> weak(frequency, 0.2), strong(frequency, 3.0);
    const prct::PhaseSchedule schedule{prct::PhaseMethod::rk45, 60, 0, 1e-6, 2, 100000};
    // Uniform frequencies of half-width γ lock above κ = 4γ/π = 0.64.
    EXPECT_LT(prct::order_parameter<double>(end_of<double>(weak, phase, schedule)), 0.1);
    EXPECT_GT(prct::order_parameter<double>(end_of<double>(strong, phase, schedule)), 0.95);
}

TEST(PhaseTrajectory, RefusesSchedulesItCannotRun) {
    auto network = pair_of<double>(1, 1);
    const std::vector<double> phase{0, 0}, nan{0, std::nan("")};
    const auto refused = [&](const std::vector<double>& at, const prct::PhaseSchedule& schedule) {
        EXPECT_THROW(prct::integrate_phases(network, std::span<const double>(at), schedule), prct::InputError);
    };
    using prct::PhaseMethod;
    refused(nan, {PhaseMethod::rk4, 1, 0.1, 0, 2, 100});
    refused({0}, {PhaseMethod::rk4, 1, 0.1, 0, 2, 100});
    refused(phase, {PhaseMethod::rk4, 0, 0.1, 0, 2, 100});
    refused(phase, {PhaseMethod::rk4, 1, 0, 0, 2, 100});
    refused(phase, {PhaseMethod::rk4, 1, 0.1, 0, 1, 100});
    refused(phase, {PhaseMethod::rk8, 1, 0.001, 0, 2, 100});
    refused(phase, {PhaseMethod::rk45, 1, 0, 0, 2, 100});
    refused(phase, {PhaseMethod::rk45, std::nan(""), 0, 1e-6, 2, 100});
}

}  // namespace
