#include "prct/resonance/mean_field.hpp"

#include <gtest/gtest.h>

#include "graphs.hpp"
#include "prct/error.hpp"
#include "prct/resonance/kuramoto.hpp"

namespace {

using namespace prct::testing_graphs;

template <class T>
class MeanField : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(MeanField, Scalars);

TYPED_TEST(MeanField, EqualsAllPairs) {
    using T = TypeParam;
    for (const int n : {1, 2, 15, 16, 17, 513, 700}) {
        std::vector<std::vector<std::pair<std::int32_t, double>>> lists(n);
        for (auto& list : lists)
            for (int j = 0; j < n; ++j) list.emplace_back(j, 1.0);
        const Graph complete = from_lists(lists);
        const auto frequency = random_values(n, -1, 1, 1), amplitude = random_values(n, 0, 1, 2);
        const auto phase_t = as<T>(random_values(n, -3, 3, 3));
        const std::vector<double> phase(phase_t.begin(), phase_t.end());
        prct::MeanFieldKuramoto<T> network(as<T>(frequency), T(1.5));
        std::vector<T> rate(n), weighted(n);
        network.rate(phase_t, rate);
        network.set_amplitude(as<T>(amplitude));
        network.rate(phase_t, weighted);
        const auto expected = plain_rate(complete, frequency, 1.5, {}, phase);
        const auto expected_weighted = plain_rate(complete, frequency, 1.5, amplitude, phase);
        for (int i = 0; i < n; ++i) {
            ASSERT_NEAR(rate[i], expected[i], 16 * std::numeric_limits<T>::epsilon()) << i << " of " << n;
            ASSERT_NEAR(weighted[i], expected_weighted[i], 16 * std::numeric_limits<T>::epsilon()) << i << " of " << n;
        }
    }
}

TYPED_TEST(MeanField, EdgesOfItsDomain) {
    using T = TypeParam;
    prct::MeanFieldKuramoto<T> none({}, T(1));
    EXPECT_NO_THROW(none.rate({}, {}));
    const std::vector<T> bad{std::numeric_limits<T>::quiet_NaN()}, good{1};
    EXPECT_THROW(prct::MeanFieldKuramoto<T>(bad, T(1)), prct::InputError);
    EXPECT_THROW(prct::MeanFieldKuramoto<T>(good, bad[0]), prct::InputError);
    prct::MeanFieldKuramoto<T> one(good, T(1));
    EXPECT_THROW(one.set_amplitude(std::vector<T>{1, 2}), prct::InputError);
    std::vector<T> two(2);
    EXPECT_THROW(one.rate(two, two), prct::InputError);
}

}  // namespace
