// What every term U(r²) must show: its slope against central differences, and its end at the cutoff.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

namespace prct::test {

/// `energy(r2, slope)` of double; compares dU/d(r²) with a central difference of fourth order at r.
template <class Energy>
void expect_slope_matches(Energy energy, double r, double tolerance = 1e-9) {
    const double s = r * r, h = 1e-3 * s;
    double slope = 0.0, unused = 0.0;
    const double u = energy(s, slope);
    const double difference = (8.0 * (energy(s + h, unused) - energy(s - h, unused)) - energy(s + 2 * h, unused) +
                               energy(s - 2 * h, unused)) /
                              (12.0 * h);
    EXPECT_NEAR(slope, difference, tolerance * (std::abs(slope) + std::abs(u) / s)) << "r = " << r;
}

/// Energy and slope reach zero at the cutoff like (r_c² - r²)² and (r_c² - r²).
template <class Energy>
void expect_smooth_end(Energy energy, double cutoff) {
    double slope = 1.0;
    EXPECT_NEAR(energy(cutoff * cutoff, slope), 0.0, 1e-15);
    EXPECT_NEAR(slope, 0.0, 1e-15);
    double near_slope = 0.0, nearer_slope = 0.0;
    const double near = energy(cutoff * cutoff - 0.2, near_slope), nearer = energy(cutoff * cutoff - 0.1, nearer_slope);
    EXPECT_NEAR(near / nearer, 4.0, 0.02);
    EXPECT_NEAR(near_slope / nearer_slope, 2.0, 0.01);
}

}  // namespace prct::test
