#include "prct/physics/spline_term.h"

#include <gtest/gtest.h>

namespace {

constexpr double knots[] = {2, 3, 4.5, 5, 8}, values[] = {4, 1, -2, -1.5, 0}, slopes[] = {-3, -2, 0.5, 1, 0};

double at(double d, double& slope) { return prct::spline_energy(knots, values, slopes, 5, d, slope); }

TEST(SplineTerm, PassesThroughItsKnotsWithTheirSlopes) {
    double slope;
    for (int k = 0; k < 5; ++k) {
        EXPECT_NEAR(at(knots[k], slope), values[k], 1e-12);
        EXPECT_NEAR(slope, slopes[k], 1e-12);
    }
    EXPECT_NEAR(at(1.0, slope), 7.0, 1e-12);  // straight before the first
    EXPECT_EQ(at(50.0, slope), 0.0);          // constant after the last
    EXPECT_EQ(slope, 0.0);
}

TEST(SplineTerm, SlopeMatchesDifferencesFromAnyStartOfTheSearch) {
    const double h = 1e-6;
    for (double d = 1.0; d < 9; d += 0.0931) {
        double slope, unused;
        const double e = at(d, slope);
        EXPECT_NEAR(slope, (at(d + h, unused) - at(d - h, unused)) / (2 * h), 1e-7) << d;
        for (std::int32_t start = 0; start < 4; ++start) {
            std::int32_t interval = start;
            double same;
            EXPECT_EQ(prct::spline_energy(knots, values, slopes, 5, d, same, interval), e);
            EXPECT_EQ(same, slope);
        }
    }
}

}  // namespace
