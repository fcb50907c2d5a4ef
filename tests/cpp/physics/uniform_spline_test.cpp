#include "prct/physics/uniform_spline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace prct;

constexpr int intervals = 5;
const std::vector<double> coefficients{0.3, -1.1, 0.7, 2.0, -0.4, 0.9, 1.6, -0.2};

double value(double x) {
    double slope;
    return uniform_spline(coefficients.data(), x, intervals, slope);
}

/// Cox and de Boor's recursion over the knots k - 3, k - 2 ...
double basis(int k, int degree, double x) {
    const double knot = k - 3;
    if (degree == 0) return x >= knot && x < knot + 1;
    return ((x - knot) * basis(k, degree - 1, x) + (knot + degree + 1 - x) * basis(k + 1, degree - 1, x)) / degree;
}

TEST(UniformSpline, IsTheSumOfBSplines) {
    for (double x = 0; x < intervals; x += 0.043) {
        double sum = 0;
        for (int k = 0; k < intervals + 3; ++k) sum += coefficients[k] * basis(k, 3, x);
        EXPECT_NEAR(value(x), sum, 1e-13) << x;
    }
}

TEST(UniformSpline, SlopeIsThatOfTheValueAlsoBeyondTheEnds) {
    for (double x = -2; x < intervals + 2; x += 0.037) {
        double slope;
        uniform_spline(coefficients.data(), x, intervals, slope);
        EXPECT_NEAR(slope, (value(x + 1e-5) - value(x - 1e-5)) / 2e-5, 1e-8) << x;
    }
}

TEST(UniformSpline, GoesOnAsAStraightLine) {
    for (const double end : {0.0, double(intervals)}) {
        const double outward = end == 0 ? -1 : 1;
        double slope;
        const double edge = uniform_spline(coefficients.data(), end, intervals, slope);
        for (const double far : {0.5, 3.0, 40.0})
            EXPECT_NEAR(value(end + outward * far), edge + outward * far * slope, 1e-12);
    }
}

TEST(UniformSpline, PiecesSumToOne) {
    for (double x = -3; x < intervals + 3; x += 0.31) {
        const auto p = uniform_spline_piece(x, intervals);
        EXPECT_GE(p.first, 0);
        EXPECT_LT(p.first, intervals);
        EXPECT_NEAR(p.value[0] + p.value[1] + p.value[2] + p.value[3], 1, 1e-13);
        EXPECT_NEAR(p.slope[0] + p.slope[1] + p.slope[2] + p.slope[3], 0, 1e-13);
    }
}

}  // namespace
