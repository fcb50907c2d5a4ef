#include "prct/resonance/kuramoto.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "graphs.hpp"
#include "prct/error.hpp"

namespace {

using namespace prct::testing_graphs;

template <class T>
prct::SparseKuramoto<T> network_of(const Graph& graph, const std::vector<double>& frequency, double coupling,
                                   prct::KuramotoScaling scaling = prct::KuramotoScaling::weight_sum) {
    const auto weight = graph.weights<T>();
    const auto omega = as<T>(frequency);
    return {{graph.row_start, graph.neighbor, weight}, omega, static_cast<T>(coupling), scaling};
}

template <class T>
std::vector<T> rate_of(prct::SparseKuramoto<T>& network, const std::vector<T>& phase) {
    std::vector<T> rate(phase.size());
    network.rate(phase, rate);
    return rate;
}

template <class T>
double tolerance() {
    return 64 * static_cast<double>(std::numeric_limits<T>::epsilon());
}

template <class T>
class Kuramoto : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Kuramoto, Scalars);

TYPED_TEST(Kuramoto, MatchesThePlainLoop) {
    using T = TypeParam;
    for (const int n : {1, 2, 3, 5, 130, 2000}) {
        const Graph graph = random_graph(n, 20, 7);
        const auto frequency = random_values(n, -2, 2, 1), amplitude = random_values(n, 0, 1, 2);
        // Phases as they are represented in T, so that only the arithmetic differs.
        const auto phase_t = as<T>(random_values(n, -3.2, 3.2, 3));
        const std::vector<double> phase(phase_t.begin(), phase_t.end());
        auto network = network_of<T>(graph, frequency, 1.5);
        const auto without = rate_of(network, phase_t);
        network.set_amplitude(as<T>(amplitude));
        const auto with = rate_of(network, phase_t);
        const auto expected_without = plain_rate(graph, frequency, 1.5, {}, phase);
        const auto expected_with = plain_rate(graph, frequency, 1.5, amplitude, phase);
        for (int i = 0; i < n; ++i) {
            ASSERT_NEAR(without[i], expected_without[i], tolerance<T>()) << i << " of " << n;
            ASSERT_NEAR(with[i], expected_with[i], tolerance<T>()) << i << " of " << n;
        }
    }
}

TYPED_TEST(Kuramoto, WithoutScalingWeightsMayBeNegative) {
    using T = TypeParam;
    Graph graph = random_graph(200, 6, 3);
    for (std::size_t e = 0; e < graph.weight.size(); e += 2) graph.weight[e] *= -1;
    const auto frequency = random_values(200, -1, 1, 4);
    const auto phase_t = as<T>(random_values(200, -3, 3, 5));
    auto network = network_of<T>(graph, frequency, 0.25, prct::KuramotoScaling::none);
    const auto expected = plain_rate(graph, frequency, 0.25, {}, {phase_t.begin(), phase_t.end()}, false);
    const auto rate = rate_of(network, phase_t);
    for (int i = 0; i < 200; ++i) ASSERT_NEAR(rate[i], expected[i], 40 * tolerance<T>());
    EXPECT_THROW(network_of<T>(graph, frequency, 0.25), prct::InputError);
}

TYPED_TEST(Kuramoto, PhasesFarFromTheCircleAreExactToo) {
    using T = TypeParam;
    const Graph graph = random_graph(300, 8, 5);
    const auto frequency = random_values(300, -1, 1, 6);
    auto phase_t = as<T>(random_values(300, -100, 100, 7));
    phase_t[3] = static_cast<T>(3e6);
    phase_t[270] = static_cast<T>(-4e7);
    auto network = network_of<T>(graph, frequency, 1.0);
    const auto expected = plain_rate(graph, frequency, 1.0, {}, {phase_t.begin(), phase_t.end()});
    const auto rate = rate_of(network, phase_t);
    // The plain loop rounds ϑ' - ϑ at 4e7, which costs 4e-9 even in double.
    for (int i = 0; i < 300; ++i) ASSERT_NEAR(rate[i], expected[i], tolerance<T>() + 1e-8);
}

TYPED_TEST(Kuramoto, ThreadsDoNotChangeABit) {
    using T = TypeParam;
    const Graph graph = random_graph(6000, 12, 9);
    auto network = network_of<T>(graph, random_values(6000, -1, 1, 1), 2.0);
    network.set_amplitude(as<T>(random_values(6000, 0, 1, 2)));
    const auto phase = as<T>(random_values(6000, -3, 3, 3));
    const auto once = rate_of(network, phase);
    for (const int threads : {2, 3, 7, 1}) {
        network.set_threads(threads);
        EXPECT_EQ(rate_of(network, phase), once) << threads;
    }
}

TYPED_TEST(Kuramoto, IsolatedOscillatorsKeepTheirFrequency) {
    using T = TypeParam;
    const Graph graph = from_lists({{}, {{2, 1.0}}, {{1, 1.0}}, {}});
    auto network = network_of<T>(graph, {0.5, 0, 0, -0.75}, 3.0);
    const auto rate = rate_of<T>(network, {1, 2, 3, 4});
    EXPECT_EQ(rate[0], T(0.5));
    EXPECT_EQ(rate[3], T(-0.75));
    EXPECT_NEAR(rate[1], 3 * std::sin(1.0), tolerance<T>());
}

TYPED_TEST(Kuramoto, NoOscillatorsAndOne) {
    using T = TypeParam;
    auto none = network_of<T>(Graph{}, {}, 1.0);
    EXPECT_TRUE(rate_of<T>(none, {}).empty());
    auto one = network_of<T>(from_lists({{}}), {0.25}, 1.0);
    EXPECT_EQ(rate_of<T>(one, {2}), std::vector<T>{T(0.25)});
}

TYPED_TEST(Kuramoto, SymmetricCouplingConservesTheMeanPhase) {
    using T = TypeParam;
    const Graph graph = random_graph(1000, 10, 11);
    auto network = network_of<T>(graph, std::vector<double>(1000, 0.0), 1.0, prct::KuramotoScaling::none);
    const auto rate = rate_of(network, as<T>(random_values(1000, -3, 3, 12)));
    const double mean = std::accumulate(rate.begin(), rate.end(), 0.0) / 1000;
    const double size =
        std::accumulate(rate.begin(), rate.end(), 0.0, [](double s, T r) { return s + std::abs(r); }) / 1000;
    EXPECT_GT(size, 0.5);
    EXPECT_LT(std::abs(mean), 4 * static_cast<double>(std::numeric_limits<T>::epsilon()) * size);
}

TYPED_TEST(Kuramoto, SupportIsThePositiveSumOfCosines) {
    using T = TypeParam;
    const int n = 400;
    const Graph graph = random_graph(n, 6, 13);
    const auto amplitude = random_values(n, 0, 1, 14);
    const auto phase_t = as<T>(random_values(n, -3, 3, 15));
    auto network = network_of<T>(graph, std::vector<double>(n, 0.0), 1.0);
    network.set_amplitude(as<T>(amplitude));
    std::vector<T> support(n);
    network.support(phase_t, support);
    int silent = 0;
    for (int i = 0; i < n; ++i) {
        double aligned = 0;
        for (auto e = graph.row_start[i]; e < graph.row_start[i + 1]; ++e) {
            const auto j = graph.neighbor[e];
            aligned += graph.weight[e] * amplitude[j] *
                       std::cos(static_cast<double>(phase_t[j]) - static_cast<double>(phase_t[i]));
        }
        ASSERT_NEAR(support[i], std::max(0.0, aligned), 100 * tolerance<T>());
        silent += aligned < -0.1;
    }
    EXPECT_GT(silent, 10);
}

TYPED_TEST(Kuramoto, RefusesWhatItCannotUse) {
    using T = TypeParam;
    const T nan = std::numeric_limits<T>::quiet_NaN(), infinity = std::numeric_limits<T>::infinity();
    const std::vector<std::int64_t> start{0, 1, 2};
    const std::vector<std::int32_t> neighbor{1, 0};
    const std::vector<T> weight{1, 1}, omega{0, 0};
    using Network = prct::SparseKuramoto<T>;
    using Rows = prct::SparseRows<T>;
    const auto refused = [&](const Rows& rows, const std::vector<T>& frequency, T coupling) {
        EXPECT_THROW(Network(rows, frequency, coupling), prct::InputError);
    };
    EXPECT_NO_THROW(Network(Rows(start, neighbor, weight), omega, T(1)));
    refused(Rows({}, {}, {}), {}, 1);
    refused(Rows(std::vector<std::int64_t>{0, 1}, neighbor, weight), {0}, 1);
    refused(Rows(std::vector<std::int64_t>{1, 1, 2}, neighbor, weight), omega, 1);
    refused(Rows(std::vector<std::int64_t>{0, 3, 2}, neighbor, weight), omega, 1);
    refused(Rows(start, std::vector<std::int32_t>{1, 2}, weight), omega, 1);
    refused(Rows(start, std::vector<std::int32_t>{1, -1}, weight), omega, 1);
    refused(Rows(start, neighbor, std::vector<T>{1}), omega, 1);
    refused(Rows(start, neighbor, std::vector<T>{1, nan}), omega, 1);
    refused(Rows(start, neighbor, weight), {0}, 1);
    refused(Rows(start, neighbor, weight), {0, infinity}, 1);
    refused(Rows(start, neighbor, weight), omega, nan);
    Network network(Rows(start, neighbor, weight), omega, T(1));
    std::vector<T> three(3), two(2);
    EXPECT_THROW(network.rate(three, three), prct::InputError);
    EXPECT_THROW(network.rate(two, three), prct::InputError);
    EXPECT_THROW(network.set_amplitude(three), prct::InputError);
    EXPECT_THROW(network.set_amplitude(std::vector<T>{nan, 1}), prct::InputError);
    EXPECT_THROW(network.set_threads(0), prct::InputError);
}

}  // namespace
