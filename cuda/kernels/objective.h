// The energy of a block's system as a function of N, CA and C, for the minimisers; vectors in device memory.
#pragma once

#include "kernels/block_forces.h"
#include "kernels/langevin.h"

namespace prct::device {

/// Pairs that L-BFGS remembers. As many evaluations as with twelve in single precision, and a third of the memory
/// traffic, which was most of what a direction took.
constexpr int kHistory = 4;

struct MinimizerOptions {
    std::int32_t fire_evaluations, max_evaluations;
    double energy_tolerance, force_tolerance;
};

struct MinimizerResult {
    double energy, max_force;
    std::int32_t evaluations, converged;
};

/// Vectors of 9 numbers a residue.
struct MinimizerVectors {
    float *x, *gradient, *next, *next_gradient, *direction, *steps, *changes;  ///< the last two [kHistory][9 residues]
    double* products;  ///< [2][kHistory][kHistory] of remembered steps with changes, and of changes
};
constexpr int kProducts = 2 * kHistory * kHistory;

/// The energy of a block's system as a function of N, CA and C, with all restraints.
struct Objective {
    const Block& block;
    const ScaleView& scales;

    PRCT_DEVICE const BlockTeam& team() const { return block.team; }
    PRCT_DEVICE int size() const { return 9 * block.system.residues; }
    template <class Visit>
    PRCT_DEVICE void each(Visit&& visit) const {
        block.each_coordinate(visit);
    }
    /// target[k] = value(k) for every coordinate; several are on their way at a time.
    template <class Value>
    PRCT_DEVICE void set(float* target, Value&& value) const {
        constexpr int kAtOnce = 5;
        PRCT_ONE_COPY
        for (int first = team().rank(); first < size(); first += kAtOnce * team().size()) {
            float got[kAtOnce];
            for (int m = 0; m < kAtOnce; ++m) {
                const int k = first + m * team().size();
                got[m] = k < size() ? value(k) : 0.0f;
            }
            for (int m = 0; m < kAtOnce; ++m) {
                const int k = first + m * team().size();
                if (k < size()) target[k] = got[m];
            }
        }
    }
    PRCT_DEVICE double dot(const float* a, const float* b) const {
        double sum = 0;
        each([&](int k) { sum += static_cast<double>(a[k]) * static_cast<double>(b[k]); });
        return team().sum(sum);
    }
    PRCT_DEVICE double largest(const float* a) const {
        double most = 0;
        each([&](int k) {
            const double size_of = fabsf(a[k]);
            most = most < size_of || size_of != size_of ? size_of : most;
        });
        return team().largest(most);
    }

    /// The energy at x, all terms; writes its gradient.
    PRCT_DEVICE double evaluate(const float* x, float* gradient, bool fresh_lists) const {
        differentiate<true>(x, gradient, fresh_lists);
        double energy = 0;
        for (int t = 0; t < kTerms; ++t) energy += energy_of(block.work.energy[t]);
        return energy;
    }
    /// Writes the gradient at x, all terms; with energies, those of the terms are there until the next call.
    template <bool kEnergies>
    PRCT_DEVICE void differentiate(const float* x, float* gradient, bool fresh_lists) const {
        team().sync();
        each([&](int k) { block.coordinate(k) = x[k]; });
        team().sync();
        compute<kEnergies>(scales, {}, fresh_lists);
        for (int i = team().rank(); i < block.system.residues; i += team().size())
            write_gradient(block.system, block.work, i, gradient);
        team().sync();
    }
    /// What the last energy is known to: terms are sums of numbers in single precision.
    PRCT_DEVICE double resolution() const {
        double size_of = 0;
        for (int t = 0; t < kTerms; ++t) size_of += fabs(energy_of(block.work.energy[t]));
        return 0x1p-23 * size_of;
    }
};

}  // namespace prct::device
