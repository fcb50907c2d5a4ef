// Eq. 28 in double-double: the order of the methods down to 1e-28.
#include <gtest/gtest.h>

#include <cmath>

#include "prct/physics/double_double.h"
#include "prct/resonance/phase_integrators.hpp"

namespace {

using prct::DoubleDouble;

// dy/dt = y² cos t, y(0) = 1/2: y = 1 / (2 - sin t).
double error_after(const prct::RungeKuttaTable<DoubleDouble>& table, std::size_t steps) {
    const auto rhs = [](const DoubleDouble& t, auto y, auto rate) { rate[0] = y[0] * y[0] * prct::sincos(t).cos; };
    std::vector<DoubleDouble> y{0.5};
    prct::integrate_fixed<DoubleDouble>(rhs, table, 0.0, 2.0, steps, y);
    const DoubleDouble exact = DoubleDouble(1.0) / (DoubleDouble(2.0) - prct::sincos(2.0).sin);
    return std::abs(static_cast<double>(y[0] - exact));
}

TEST(PhaseIntegratorsDoubleDouble, OrderEightHoldsDownTo1e28) {
    const auto table = prct::dormand_prince_8<DoubleDouble>();
    double coarse = error_after(table, 125);
    for (const std::size_t steps : {250U, 500U, 1000U}) {
        const double fine = error_after(table, steps);
        EXPECT_NEAR(std::log2(coarse / fine), 8, 0.3) << steps << " steps, error " << fine;
        coarse = fine;
    }
    EXPECT_LT(error_after(table, 2000), 1e-28);
}

TEST(PhaseIntegratorsDoubleDouble, LowerOrdersHoldBeyondDouble) {
    EXPECT_NEAR(std::log2(error_after(prct::runge_kutta_4<DoubleDouble>(), 1000) /
                          error_after(prct::runge_kutta_4<DoubleDouble>(), 2000)),
                4, 0.05);
    EXPECT_NEAR(std::log2(error_after(prct::dormand_prince_5<DoubleDouble>(), 1000) /
                          error_after(prct::dormand_prince_5<DoubleDouble>(), 2000)),
                5, 0.05);
}

TEST(PhaseIntegratorsDoubleDouble, TwoOscillatorsFollowTheirClosedForm) {
    // Two equal oscillators with κ = 1 each: tan(δ/2) falls as e^{-2t}.
    const auto rhs = [](const DoubleDouble&, auto phase, auto rate) {
        const DoubleDouble pull = prct::sincos(phase[1] - phase[0]).sin;
        rate[0] = pull;
        rate[1] = -pull;
    };
    std::vector<DoubleDouble> phase{0.25, 1.75};
    prct::integrate_fixed<DoubleDouble>(rhs, prct::dormand_prince_8<DoubleDouble>(), 0.0, 1.0, 2000, phase);
    const auto half_tangent = [](const DoubleDouble& angle) {
        const auto value = prct::sincos(angle);
        return value.sin / (DoubleDouble(1.0) + value.cos);
    };
    const DoubleDouble e{2.718281828459045091, 1.4456468917292502e-16};
    const DoubleDouble left = half_tangent(phase[1] - phase[0]) * e * e - half_tangent(1.5);
    EXPECT_LT(std::abs(static_cast<double>(left)), 1e-27);
    EXPECT_LT(std::abs(static_cast<double>(phase[0] + phase[1] - DoubleDouble(2.0))), 1e-30);
}

TEST(PhaseIntegratorsDoubleDouble, AdaptiveStepsReachToleranceBeyondDouble) {
    const auto rhs = [](const DoubleDouble&, auto y, auto rate) { rate[0] = -y[0] * y[0]; };
    prct::AdaptiveIntegrator<DoubleDouble> integrator({1e-20, 0, 100000}, 1);
    std::vector<DoubleDouble> y{1.0};
    prct::IntegrationCount count;
    integrator.advance(rhs, 0, 1, y, count);
    EXPECT_LT(std::abs(static_cast<double>(y[0] - DoubleDouble(0.5))), 1e-17);
    EXPECT_GT(count.steps, 100U);
}

}  // namespace
