#include "prct/physics/fading_square.h"

#include <gtest/gtest.h>

namespace {

TEST(FadingSquare, IsASquareNearOneAndFlatAtZero) {
    double slope, unused;
    EXPECT_DOUBLE_EQ(prct::fading_square(1.0, slope), 1.0);
    EXPECT_DOUBLE_EQ(slope, 2.0);
    prct::fading_square(1e-4, slope);
    EXPECT_LT(slope / 1e-4, 1e-3);  // x² has 2 here
    for (double x = 0.05; x < 1; x += 0.1) {
        prct::fading_square(x, slope);
        const double up = prct::fading_square(x + 1e-5, unused), down = prct::fading_square(x - 1e-5, unused);
        EXPECT_NEAR(slope, (up - down) / 2e-5, 1e-8) << x;
    }
}

}  // namespace
