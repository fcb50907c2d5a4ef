// Sums that do not depend on their order: forces and energies are added as whole multiples of a unit. Threads may then
// add in any order, by atomic additions of integers, and every run gives the same bits.
#pragma once

#include "kernels/team.h"
#include "prct/physics/vec3.h"

namespace prct::device {

/// Forces count in 2⁻¹⁸ kcal/mol/Å, 4e-6: a hundred roundings are 2e-5, a millionth of the rms force of a fold.
constexpr float kForceUnits = 262144.0f;
/// A term's share of a force on a site is held to this (kcal/mol/Å), so that a handful of them cannot leave the 32
/// bits. An atom with that force is faster than any trajectory may be (Simulation) within one step.
constexpr float kLargestForce = 3000.0f;
/// Energies count in 2⁻³² kcal/mol; ±2³¹ kcal/mol fit.
constexpr double kEnergyUnits = 4294967296.0;
/// Neighbours of Eq. 10 count in 2⁻²⁰.
constexpr float kCountUnits = 1048576.0f;

PRCT_DEVICE int force_units(float force) {
    return __float2int_rn(fminf(fmaxf(force, -kLargestForce), kLargestForce) * kForceUnits);
}

/// Adds a gradient to that of a site, whose three components begin at `at`.
PRCT_DEVICE void add_force(int* at, const Vec3<float>& g) {
    atomicAdd(at + 0, force_units(g.x));
    atomicAdd(at + 1, force_units(g.y));
    atomicAdd(at + 2, force_units(g.z));
}

PRCT_DEVICE Vec3<float> force_of(const int* at) {
    constexpr float unit = 1.0f / kForceUnits;
    return {static_cast<float>(at[0]) * unit, static_cast<float>(at[1]) * unit, static_cast<float>(at[2]) * unit};
}

/// What is no number counts as minus this (kcal/mol), and a sum beyond kNoEnergy as none.
constexpr float kLargestEnergy = 3.7e8f;
constexpr double kNoEnergy = 1e7;

/// The energies of one thread.
struct EnergySum {
    long long units = 0;

    PRCT_DEVICE void add(float energy) {
        const float held = fminf(fmaxf(energy, -kLargestEnergy), kLargestEnergy);
        units += __float2ll_rn(held * static_cast<float>(kEnergyUnits));  // a power of two: exact
    }
    /// All threads of a warp together: in shared memory, additions of 8 bytes wait for one another.
    PRCT_DEVICE void publish(unsigned long long* total) const {
        const WarpTeam warp;
        const long long all = warp.sum(units);
        if (warp.rank() == 0 && all != 0) atomicAdd(total, static_cast<unsigned long long>(all));
    }
};

PRCT_DEVICE double energy_of(unsigned long long units) {
    return static_cast<double>(static_cast<long long>(units)) * (1.0 / kEnergyUnits);
}

}  // namespace prct::device
