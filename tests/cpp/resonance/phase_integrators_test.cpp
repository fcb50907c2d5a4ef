#include "prct/resonance/phase_integrators.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "prct/resonance/dormand_prince_853.hpp"
#include "prct/resonance/runge_kutta_tables.hpp"

namespace {

// dθ/dt = cos t sin θ: θ(t) = 2 atan(tan(θ0 / 2) e^{sin t}). Not autonomous and not linear, so that it sees every order
// condition.
constexpr double start = 0.7;
double exact(double t) { return 2 * std::atan(std::tan(start / 2) * std::exp(std::sin(t))); }
const auto rhs = [](auto t, auto phase, auto rate) {
    for (std::size_t i = 0; i < phase.size(); ++i) rate[i] = std::cos(t) * std::sin(phase[i]);
};

template <class T>
double error_after(const prct::RungeKuttaTable<T>& table, std::size_t steps) {
    std::vector<T> phase(3, static_cast<T>(start));
    prct::integrate_fixed<T>(rhs, table, 0.0, 3.0, steps, phase);
    return std::abs(static_cast<double>(phase[2]) - exact(3.0));
}

double measured_order(const prct::RungeKuttaTable<double>& table, std::size_t steps) {
    return std::log2(error_after(table, steps) / error_after(table, 2 * steps));
}

TEST(PhaseIntegrators, FixedStepsConvergeWithTheirOrder) {
    EXPECT_NEAR(measured_order(prct::runge_kutta_4<double>(), 40), 4, 0.2);
    EXPECT_NEAR(measured_order(prct::dormand_prince_5<double>(), 40), 5, 0.3);
    EXPECT_NEAR(measured_order(prct::dormand_prince_8<double>(), 12), 8, 0.7);
    EXPECT_LT(error_after(prct::dormand_prince_8<double>(), 60), 1e-14);
}

TEST(PhaseIntegrators, FloatFollowsDouble) {
    EXPECT_LT(error_after(prct::runge_kutta_4<float>(), 100), 2e-6);
    EXPECT_LT(error_after(prct::dormand_prince_8<float>(), 100), 2e-6);
}

TEST(PhaseIntegrators, TheTablesMeetTheSimpleOrderConditions) {
    for (const auto& table :
         {prct::runge_kutta_4<double>(), prct::dormand_prince_5<double>(), prct::dormand_prince_8<double>()}) {
        for (int power = 0; power < table.order; ++power) {
            double sum = 0;
            for (std::size_t s = 0; s < table.stages(); ++s) sum += table.b[s] * std::pow(table.c[s], power);
            EXPECT_NEAR(sum, 1.0 / (power + 1), 4e-15) << table.order << " " << power;
        }
        for (std::size_t s = 0; s < table.stages(); ++s) {
            double sum = 0;
            for (const double a : table.a[s]) sum += a;
            EXPECT_NEAR(sum, table.c[s], 2e-14) << table.order << " " << s;
        }
    }
}

TEST(PhaseIntegrators, AdaptiveStepsHoldTheirTolerance) {
    double last = 1;
    for (const double tolerance : {1e-4, 1e-6, 1e-8, 1e-10}) {
        prct::AdaptiveIntegrator<double> integrator({tolerance, 0, 100000}, 1);
        std::vector<double> phase{start};
        prct::IntegrationCount count;
        integrator.advance(rhs, 0, 3, phase, count);
        const double error = std::abs(phase[0] - exact(3));
        EXPECT_LT(error, 20 * tolerance);
        EXPECT_LT(error, last);
        EXPECT_EQ(count.evaluations, 6 * (count.steps + count.rejected) + 1);
        last = error;
    }
}

TEST(PhaseIntegrators, AdaptiveStepsShrinkWhereThePhaseIsQuick) {
    // dθ/dt = -1000 (θ - cos t): stable steps are below 3.3e-3; the first step tried is far above.
    const auto stiff = [](double t, auto phase, auto rate) { rate[0] = -1000 * (phase[0] - std::cos(t)); };
    prct::AdaptiveIntegrator<double> integrator({1e-6, 1.0, 100000}, 1);
    std::vector<double> phase{0.0};
    prct::IntegrationCount count;
    integrator.advance(stiff, 0, 2, phase, count);
    EXPECT_GT(count.rejected, 0U);
    EXPECT_NEAR(phase[0], std::cos(2.0) + std::sin(2.0) / 1000, 1e-5);
}

TEST(PhaseIntegrators, AStepCarriesOverBetweenIntervals) {
    prct::AdaptiveIntegrator<double> integrator({1e-8, 0, 100000}, 1);
    std::vector<double> phase{start};
    prct::IntegrationCount count;
    for (int k = 0; k < 300; ++k) integrator.advance(rhs, k * 0.01, (k + 1) * 0.01, phase, count);
    EXPECT_NEAR(phase[0], exact(3), 1e-6);
    EXPECT_LE(count.steps, 310U);
}

TEST(PhaseIntegrators, SayWhatWentWrong) {
    const auto explode = [](double, auto phase, auto rate) { rate[0] = phase[0] * phase[0]; };
    prct::AdaptiveIntegrator<double> integrator({1e-6, 0, 200}, 1);
    std::vector<double> phase{1.0};
    prct::IntegrationCount count;
    EXPECT_THROW(integrator.advance(explode, 0, 2, phase, count), prct::NumericsError);
    std::vector<double> fixed{1.0};
    EXPECT_THROW(prct::integrate_fixed<double>(explode, prct::runge_kutta_4<double>(), 0.0, 20.0, 100, fixed),
                 prct::NumericsError);
    EXPECT_THROW(prct::integrate_fixed<double>(explode, prct::runge_kutta_4<double>(), 0.0, 1.0, 0, fixed),
                 prct::InputError);
    const auto nan = [](double, auto, auto rate) { rate[0] = std::nan(""); };
    prct::AdaptiveIntegrator<double> doomed({1e-6, 0, 1000}, 1);
    EXPECT_THROW(doomed.advance(nan, 1, 2, phase, count), prct::NumericsError);
    EXPECT_THROW(prct::AdaptiveIntegrator<double>({0, 0, 10}, 1), prct::InputError);
}

}  // namespace
