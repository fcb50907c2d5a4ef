// Eq. 25: Langevin dynamics by BAOAB; with friction 0 it is the velocity Verlet of Eq. 26.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace prct {

/// v += h a for half a step.
void kick(std::span<double> velocities, std::span<const double> gradient, double half_step_ps, double mass_da);

void drift(std::span<double> positions, std::span<const double> velocities, double half_step_ps);

/// Ornstein-Uhlenbeck step for atoms from `first_atom` on; the random integers depend on (seed, step, atom) alone.
void thermalise(std::span<double> velocities, double temperature_k, double friction_per_ps, double step_ps,
                double mass_da, std::uint64_t seed, std::int64_t step, std::size_t first_atom = 0);

/// Maxwell velocities at a temperature, without net momentum.
void draw_velocities(std::span<double> velocities, double temperature_k, double mass_da, std::uint64_t seed);

double kinetic_energy(std::span<const double> velocities, double mass_da);

}  // namespace prct
