#include "prct/dynamics/langevin.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "prct/physics/philox.h"
#include "prct/units.hpp"

namespace {

using namespace prct;

TEST(Langevin, NormalsAreThoseOfThePlainGenerator) {
    std::vector<double> v(3 * 37, 0.0);
    const double temperature = 300, friction = 4.4, step = 0.01, mass = 13;
    thermalise(v, temperature, friction, step, mass, 99, 12345);
    const double keep = std::exp(-friction * step);
    const double width = std::sqrt(kBoltzmann_kcal_mol_k * temperature * kAccelerationUnit / mass * (1 - keep * keep));
    for (std::size_t atom = 0; atom < 37; ++atom) {
        const Philox4 bits = philox(99, 12345, atom);
        double r[4];
        normal_pair(bits.v[0], bits.v[1], r[0], r[1]);
        normal_pair(bits.v[2], bits.v[3], r[2], r[3]);
        for (int k = 0; k < 3; ++k) EXPECT_NEAR(v[3 * atom + k], width * r[k], 1e-12);
    }
}

TEST(Langevin, ZeroFrictionLeavesVelocitiesAlone) {
    std::vector<double> v{1, 2, 3};
    thermalise(v, 300, 0, 0.01, 13, 1, 1);
    EXPECT_EQ(v, (std::vector<double>{1, 2, 3}));
}

TEST(Langevin, DrawnVelocitiesHaveTheTemperatureAndNoMomentum) {
    std::vector<double> v(3 * 20000);
    draw_velocities(v, 300, kAtomMass_da, 3);
    const double dof = static_cast<double>(v.size());
    EXPECT_NEAR(2 * kinetic_energy(v, kAtomMass_da) / (kBoltzmann_kcal_mol_k * dof), 300, 4 * 300 * std::sqrt(2 / dof));
    double momentum[3] = {};
    for (std::size_t k = 0; k < v.size(); ++k) momentum[k % 3] += v[k];
    for (const double p : momentum) EXPECT_NEAR(p, 0, 1e-8);
}

/// BAOAB samples positions of a harmonic well exactly, at any stable step (Leimkuhler and Matthews 2013).
TEST(Langevin, HarmonicWellHasItsWidthEvenAtLargeSteps) {
    const double k = 50, mass = kAtomMass_da, temperature = 300;
    const double step = 1.2 / std::sqrt(k * kAccelerationUnit / mass);
    const std::size_t n = 3 * 400;
    std::vector<double> x(n, 0.0), v(n, 0.0), g(n, 0.0);
    double square = 0;
    int samples = 0;
    for (int s = 0; s < 3000; ++s) {
        kick(v, g, step / 2, mass);
        drift(x, v, step / 2);
        thermalise(v, temperature, 10, step, mass, 17, s);
        drift(x, v, step / 2);
        for (std::size_t m = 0; m < n; ++m) g[m] = k * x[m];
        kick(v, g, step / 2, mass);
        if (s < 500 || s % 10) continue;
        for (const double d : x) square += d * d / static_cast<double>(n);
        ++samples;
    }
    const double want = kBoltzmann_kcal_mol_k * temperature / k;
    // 1,200 coordinates, 250 samples of which at least one in ten is independent
    EXPECT_NEAR(square / samples, want, want * 4 * std::sqrt(2.0 / (1200 * 25)));
}

}  // namespace
