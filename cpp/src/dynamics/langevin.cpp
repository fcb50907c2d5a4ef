#include "prct/dynamics/langevin.hpp"

#include <algorithm>
#include <cmath>

#include "prct/base/vector_math.hpp"
#include "prct/physics/philox.h"
#include "prct/units.hpp"

namespace prct {

namespace {

/// Atoms whose random numbers are drawn side by side.
constexpr std::size_t kBatch = 16;

/// Two independent standard normal numbers by Box-Muller, as normal_pair of philox.h but without calls.
inline void normals(std::uint32_t a, std::uint32_t b, double& first, double& second) {
    const double radius = std::sqrt(-2.0 * vector_math::log(uniform_open(a)));
    double sine, cosine;
    vector_math::sincos_turns(uniform_open(b), sine, cosine);
    first = radius * cosine;
    second = radius * sine;
}

/// Three standard normals for each of kBatch atoms from `first` on.
void normals(std::uint64_t seed, std::int64_t step, std::size_t first, double (&out)[3][kBatch]) {
    std::uint32_t bits[4][kBatch];
#pragma omp simd
    for (std::size_t k = 0; k < kBatch; ++k) {
        const Philox4 p = philox(seed, static_cast<std::uint64_t>(step), first + k);
        for (int word = 0; word < 4; ++word) bits[word][k] = p.v[word];
    }
#pragma omp simd
    for (std::size_t k = 0; k < kBatch; ++k) normals(bits[0][k], bits[1][k], out[0][k], out[1][k]);
#pragma omp simd
    for (std::size_t k = 0; k < kBatch; ++k) {
        double spare;
        normals(bits[2][k], bits[3][k], out[2][k], spare);
    }
}

/// Calls f(component, normal) for every component of `atoms` atoms; component 0 is the first of `first_atom`.
template <class F>
void for_each_normal(std::uint64_t seed, std::int64_t step, std::size_t first_atom, std::size_t atoms, F&& f) {
    double r[3][kBatch];
    for (std::size_t first = 0; first < atoms; first += kBatch) {
        normals(seed, step, first_atom + first, r);
        for (std::size_t k = 0; k < std::min(kBatch, atoms - first); ++k)
            for (std::size_t axis = 0; axis < 3; ++axis) f(3 * (first + k) + axis, r[axis][k]);
    }
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
                std::uint64_t seed, std::int64_t step, std::size_t first_atom) {
    if (friction_per_ps == 0) return;
    const double keep = std::exp(-friction_per_ps * step_ps);
    const double width =
        std::sqrt(kBoltzmann_kcal_mol_k * temperature_k * kAccelerationUnit / mass_da * (1 - keep * keep));
    for_each_normal(seed, step, first_atom, v.size() / 3,
                    [&](std::size_t k, double normal) { v[k] = keep * v[k] + width * normal; });
}

void draw_velocities(std::span<double> v, double temperature_k, double mass_da, std::uint64_t seed) {
    const double width = std::sqrt(kBoltzmann_kcal_mol_k * temperature_k * kAccelerationUnit / mass_da);
    const std::size_t atoms = v.size() / 3;
    double mean[3] = {0, 0, 0};
    for_each_normal(seed, kBeforeFirstStep, 0, atoms, [&](std::size_t k, double normal) {
        v[k] = width * normal;
        mean[k % 3] += v[k] / static_cast<double>(atoms);
    });
    for (std::size_t atom = 0; atom < atoms; ++atom)
        for (int k = 0; k < 3; ++k) v[3 * atom + k] -= mean[k];
}

double kinetic_energy(std::span<const double> v, double mass_da) {
    double sum = 0;
    for (const double x : v) sum += x * x;
    return 0.5 * mass_da * sum / kAccelerationUnit;
}

}  // namespace prct
