#include "prct/physics/coherence_term.h"

#include <gtest/gtest.h>

namespace {

TEST(CoherenceTerm, SlopesMatchDifferencesAlsoAroundTheCut) {
    const double lambda = 0.3, k = 4, h = 1e-5;
    const auto energy = [&](double a, double b, double& sa, double& sb) {
        return prct::coherence_energy(a, b, lambda, k, sa, sb);
    };
    double sa, sb, u, v;
    for (double a = -6.3; a < 6.3; a += 0.37)
        for (double b = -3.2; b < 3.2; b += 0.41) {
            energy(a, b, sa, sb);
            EXPECT_NEAR(sa, (energy(a + h, b, u, v) - energy(a - h, b, u, v)) / (2 * h), 1e-8);
            EXPECT_NEAR(sb, (energy(a, b + h, u, v) - energy(a, b - h, u, v)) / (2 * h), 1e-8);
        }
    EXPECT_EQ(energy(0, 0, sa, sb), -lambda);
    EXPECT_NEAR(energy(3.141592653589793, 0, sa, sb), -lambda * std::exp(-2 * k), 1e-15);
}

}  // namespace
