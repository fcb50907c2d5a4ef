#include "prct/resonance/phase_pairs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "graphs.hpp"

namespace {

template <class T>
class PhasePairs : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(PhasePairs, Scalars);

TYPED_TEST(PhasePairs, HoldSineAndCosineOfEveryPhase) {
    using T = TypeParam;
    for (const std::size_t n : {0U, 1U, 255U, 256U, 257U, 1000U}) {
        auto phase = prct::testing_graphs::as<T>(prct::testing_graphs::random_values(n, -50, 50, 1));
        if (n == 1000) phase[700] = T(1e9);
        std::vector<T> pairs(2 * n);
        prct::fill_phase_pairs<T>(phase, pairs);
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_NEAR(pairs[2 * i], std::sin(static_cast<double>(phase[i])), std::numeric_limits<T>::epsilon());
            ASSERT_NEAR(pairs[2 * i + 1], std::cos(static_cast<double>(phase[i])), std::numeric_limits<T>::epsilon());
        }
    }
}

TYPED_TEST(PhasePairs, PassOnWhatIsNotANumber) {
    using T = TypeParam;
    std::vector<T> phase(300, T(0.5)), pairs(600);
    phase[10] = std::numeric_limits<T>::quiet_NaN();
    phase[20] = std::numeric_limits<T>::infinity();
    prct::fill_phase_pairs<T>(phase, pairs);
    EXPECT_TRUE(std::isnan(pairs[20]) && std::isnan(pairs[21]));
    EXPECT_TRUE(std::isnan(pairs[40]));
    EXPECT_NEAR(pairs[0], std::sin(0.5), 1e-7);
}

}  // namespace
