#include "prct/resonance/order_parameter.hpp"

#include <gtest/gtest.h>

#include <complex>

#include "graphs.hpp"
#include "prct/error.hpp"

namespace {

double plain_order(const std::vector<double>& phase, std::size_t begin, std::size_t end) {
    std::complex<double> sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += std::polar(1.0, phase[i]);
    return std::norm(sum / static_cast<double>(end - begin));
}

TEST(OrderParameter, IsTheSquaredMeanOfUnitVectors) {
    const auto phase = prct::testing_graphs::random_values(1000, -1.5, 2.5, 4);
    EXPECT_NEAR(prct::order_parameter<double>(phase), plain_order(phase, 0, 1000), 1e-14);
    const std::vector<double> equal(17, 2.5), opposite{0, 3.141592653589793};
    EXPECT_NEAR(prct::order_parameter<double>(equal), 1, 1e-15);
    EXPECT_NEAR(prct::order_parameter<double>(opposite), 0, 1e-30);
    EXPECT_THROW(prct::order_parameter<double>({}), prct::InputError);
}

TEST(OrderParameter, TheLocalFormIsCutOffAtTheEnds) {
    const auto phase = prct::testing_graphs::random_values(40, -3, 3, 5);
    const auto local = prct::local_order_parameter<double>(phase, 7);
    ASSERT_EQ(local.size(), 40U);
    for (std::size_t i = 0; i < 40; ++i)
        EXPECT_NEAR(local[i], plain_order(phase, i < 3 ? 0 : i - 3, std::min<std::size_t>(i + 4, 40)), 1e-14);
    EXPECT_THROW(prct::local_order_parameter<double>(phase, 4), prct::InputError);
    EXPECT_THROW(prct::local_order_parameter<double>(phase, -1), prct::InputError);
    EXPECT_TRUE(prct::local_order_parameter<double>({}, 3).empty());
}

}  // namespace
