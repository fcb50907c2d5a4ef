#include "prct/dynamics/minimize.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "prct/error.hpp"

namespace {

using namespace prct;

double bowl(std::span<const double> x, std::span<double> g) {
    double e = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        const double stiffness = 1.0 + static_cast<double>(k), d = x[k] - 0.5;
        e += stiffness * d * d;
        g[k] = 2 * stiffness * d;
    }
    return e;
}

double rosenbrock(std::span<const double> x, std::span<double> g) {
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];
    g[0] = -2 * a - 400 * x[0] * b;
    g[1] = 200 * b;
    return a * a + 100 * b * b;
}

TEST(Minimize, BothFindTheBottomOfABowl) {
    for (const bool with_fire : {true, false}) {
        std::vector<double> x(12, -1.0);
        const MinimizeOptions options{2000, 1e-14, 1e-7};
        const auto r = with_fire ? fire(bowl, x, options) : lbfgs(bowl, x, options);
        EXPECT_TRUE(r.converged);
        for (const double v : x) EXPECT_NEAR(v, 0.5, 1e-6);
        EXPECT_LE(r.max_force, 1e-6);
    }
}

/// strength · √(1 + x²): the force is nearly `strength` far from the bottom at 0.
Objective slope_of(double strength) {
    return [strength](std::span<const double> x, std::span<double> g) {
        const double root = std::sqrt(1 + x[0] * x[0]);
        g[0] = strength * x[0] / root;
        return strength * root;
    };
}

TEST(Minimize, ShortStepsUnderForceAreNoRest) {
    for (const bool with_fire : {true, false}) {
        std::vector<double> x{1.0};
        const MinimizeOptions options{5000, 1e-2, 1e-3};  // a step of 1e-3 changes the energy by less than 1e-3
        const auto r = with_fire ? fire(slope_of(1.0), x, options, 1e-3) : lbfgs(slope_of(1.0), x, options, 1e-3);
        EXPECT_TRUE(r.converged);
        EXPECT_LT(r.max_force, 1e-3);
        EXPECT_NEAR(x[0], 0.0, 2e-3);
    }
}

TEST(Minimize, WeakForcesThatStillLowerTheEnergyAreNoRest) {
    for (const bool with_fire : {true, false}) {
        std::vector<double> x{2.0};
        const MinimizeOptions options{20000, 1e-12, 1e-2};  // the force is below 1e-3 everywhere
        const auto r = with_fire ? fire(slope_of(1e-3), x, options) : lbfgs(slope_of(1e-3), x, options);
        EXPECT_TRUE(r.converged);
        EXPECT_LT(std::abs(x[0]), 0.05);
    }
}

TEST(Minimize, LbfgsEndsWhereNoStepLowersTheEnergy) {
    const Objective flat = [](std::span<const double>, std::span<double> g) {
        g[0] = 0;
        return 1.0;
    };
    std::vector<double> x{1.0};
    EXPECT_LT(lbfgs(flat, x, {1000, 0, 1e-3}).evaluations, 50);
    EXPECT_TRUE(lbfgs(flat, x, {}).converged);
    const Objective misled = [](std::span<const double> at, std::span<double> g) {
        g[0] = -1;  // the energy rises along its own downhill
        return at[0];
    };
    const auto stuck = lbfgs(misled, x, {1000, 1e-9, 1e-3});
    EXPECT_FALSE(stuck.converged);
    EXPECT_LT(stuck.evaluations, 50);
    x = {1.0};
    EXPECT_TRUE(lbfgs(misled, x, {1000, 1e-9, 2.0}).converged) << "what is left is below the tolerance of the force";
    EXPECT_FALSE(lbfgs(misled, x, {5, 1e-9, 2.0}).converged) << "shorter steps were not tried";
}

TEST(Minimize, LbfgsWalksRosenbrocksValley) {
    std::vector<double> x{-1.2, 1.0};
    const auto r = lbfgs(rosenbrock, x, {2000, 1e-16, 1e-8});
    EXPECT_NEAR(x[0], 1, 1e-5);
    EXPECT_NEAR(x[1], 1, 1e-5);
    EXPECT_LT(r.energy, 1e-10);
}

TEST(Minimize, EvaluationsAreBounded) {
    std::vector<double> x{-1.2, 1.0};
    EXPECT_LE(lbfgs(rosenbrock, x, {7, 0, 0}).evaluations, 7);
    EXPECT_LE(fire(rosenbrock, x, {7, 0, 0}).evaluations, 8);
}

TEST(Minimize, EnergiesThatAreNotFiniteAreReported) {
    const Objective broken = [](std::span<const double>, std::span<double> g) {
        g[0] = 0;
        return std::numeric_limits<double>::quiet_NaN();
    };
    std::vector<double> x{1.0};
    EXPECT_THROW(fire(broken, x, {}), NumericsError);
    EXPECT_THROW(lbfgs(broken, x, {}), NumericsError);
}

}  // namespace
