#include "prct/graph/hilbert_order.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "prct/graph/tour.hpp"
#include "random_graph.hpp"

namespace prct {
namespace {

/// A full lattice of 2^bits points an axis.
std::vector<double> lattice(int dimensions, int bits) {
    std::vector<double> x;
    const int side = 1 << bits, n = static_cast<int>(std::pow(side, dimensions));
    for (int k = 0; k < n; ++k)
        for (int a = 0, rest = k; a < dimensions; ++a, rest /= side) x.push_back(rest % side);
    return x;
}

TEST(HilbertOrder, StepsBetweenLatticeNeighbours) {
    for (const int dimensions : {2, 3}) {
        const auto x = lattice(dimensions, 4);
        const auto order = hilbert_order(x, dimensions);
        EXPECT_NO_THROW(require_permutation(order, x.size() / dimensions));
        for (std::size_t k = 1; k < order.size(); ++k) {
            double step = 0;
            for (int a = 0; a < dimensions; ++a)
                step += std::abs(x[order[k] * dimensions + a] - x[order[k - 1] * dimensions + a]);
            ASSERT_EQ(step, 1.0);
        }
    }
}

TEST(HilbertOrder, CoincidentPointsKeepTheirOrder) {
    const std::vector<double> same(12, 3.0);
    EXPECT_EQ(hilbert_order(same, 3), (std::vector<std::int32_t>{0, 1, 2, 3}));
    EXPECT_TRUE(hilbert_order({}, 2).empty());
}

}  // namespace
}  // namespace prct
