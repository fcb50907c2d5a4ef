#include "prct/dynamics/langevin.hpp"

#include <cmath>
#include <vector>

#include "prct/physics/philox.h"
#include "prct/units.hpp"

namespace prct {

namespace {

/// Three standard normals for one atom.
void normals(std::uint64_t seed, std::int64_t step, std::size_t atom, double (&out)[3]) {
    const Philox4 bits = philox(seed, static_cast<std::uint64_t>(step), atom);
    double spare;
    normal_pair(bits.v[0], bits.v[1], out[0], out[1]);
    normal_pair(bits.v[2], bits.v[3], out[2], spare);
}

/// Drawing velocities is no step of a trajectory; its random numbers stand before step 0.
constexpr std::int64_t kBeforeFirstStep = -1;

}  // namespace

void kick(std::span<double> v, std::span<const double> gradient, double half_step_ps, double mass_da) {
    const double factor = -half_step_ps * kAccelerationUnit / mass_da;
    for (std::size_t k = 0; k < v.size(); ++k) v[k] += factor * gradient[k];
}

void drift(std::span<double> x, std::span<const double> v, double half_step_ps) {
    for (std::size_t k = 0; k < x.size(); ++k) x[k] += half_step_ps * v[k];
}

void thermalise(std::span<double> v, double temperature_k, double friction_per_ps, double step_ps, double mass_da,
                std::uint64_t seed, std::int64_t step) {
    if (friction_per_ps == 0) return;
    const double keep = std::exp(-friction_per_ps * step_ps);
    const double width =
        std::sqrt(kBoltzmann_kcal_mol_k * temperature_k * kAccelerationUnit / mass_da * (1 - keep * keep));
    for (std::size_t atom = 0; atom < v.size() / 3; ++atom) {
        double r[3];
        normals(seed, step, atom, r);
        for (int k = 0; k < 3; ++k) v[3 * atom + k] = keep * v[3 * atom + k] + width * r[k];
    }
}

void draw_velocities(std::span<double> v, double temperature_k, double mass_da, std::uint64_t seed) {
    const double width = std::sqrt(kBoltzmann_kcal_mol_k * temperature_k * kAccelerationUnit / mass_da);
    const std::size_t atoms = v.size() / 3;
    double mean[3] = {0, 0, 0};
    for (std::size_t atom = 0; atom < atoms; ++atom) {
        double r[3];
        normals(seed, kBeforeFirstStep, atom, r);
        for (int k = 0; k < 3; ++k) mean[k] += (v[3 * atom + k] = width * r[k]) / static_cast<double>(atoms);
    }
    for (std::size_t atom = 0; atom < atoms; ++atom)
        for (int k = 0; k < 3; ++k) v[3 * atom + k] -= mean[k];
}

double kinetic_energy(std::span<const double> v, double mass_da) {
    double sum = 0;
    for (const double x : v) sum += x * x;
    return 0.5 * mass_da * sum / kAccelerationUnit;
}

}  // namespace prct
