#include "prct/engine/ca_chain_forces.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace prct {
namespace {

CaChainModel model_of(int beads, double charged_share, CutoffKind kind = CutoffKind::smooth) {
    CaChainModel model;
    for (int i = 0; i < beads; ++i) {
        const bool charged = (i * 37) % 100 < 100 * charged_share;
        model.charges.push_back(!charged ? 0.0 : i % 2 ? 1.0 : -1.0);
    }
    model.cutoff_kind = kind;
    return model;
}

BeadArrays compact(int beads, std::uint64_t seed) {
    BeadArrays at(beads);
    const auto trace = compact_ca_trace(beads, seed);
    for (int i = 0; i < beads; ++i) {
        at.x[i] = trace[i].x;
        at.y[i] = trace[i].y;
        at.z[i] = trace[i].z;
    }
    for (int k = 0; k < BeadArrays::padding; ++k) at.x[beads + k] = 1e6 * (k + 1);
    return at;
}

BeadArrays forces_of(CaChainForces& forces, const BeadArrays& at, int beads, int parts = 1) {
    BeadArrays out(beads);
    forces.prepare_list(at);
    forces.build_list(0, ThreadPool(1));
    const auto cuts = forces.balanced_cuts(parts);
    EXPECT_EQ(static_cast<int>(cuts.size()), parts + 1);
    EXPECT_EQ(cuts.front(), 0);
    EXPECT_EQ(cuts.back(), beads);
    for (int k = parts - 1; k >= 0; --k) forces.compute(at, out, cuts[k], cuts[k + 1]);
    return out;
}

// Largest deviation over the rms force.
double deviation(const BeadArrays& a, const BeadArrays& b, int beads) {
    double largest = 0.0, square = 0.0;
    for (int i = 0; i < beads; ++i) {
        const double dx = a.x[i] - b.x[i], dy = a.y[i] - b.y[i], dz = a.z[i] - b.z[i];
        largest = std::max(largest, std::sqrt(dx * dx + dy * dy + dz * dz));
        square += b.x[i] * b.x[i] + b.y[i] * b.y[i] + b.z[i] * b.z[i];
    }
    return largest / std::sqrt(square / beads);
}

TEST(CaChainForces, ReferenceIsMinusTheGradientOfItsEnergy) {
    const int beads = 60;
    const auto reference = make_ca_chain_reference(model_of(beads, 0.5));
    auto at = compact(beads, 3);
    const auto force = forces_of(*reference, at, beads);
    const double h = 1e-4;
    for (int i = 0; i < beads; i += 7)
        for (const auto& [axis, expected] : {std::pair{&at.y, &force.y}, std::pair{&at.z, &force.z}}) {
            const double kept = (*axis)[i];
            (*axis)[i] = kept + h;
            const double above = reference->energy(at).potential();
            (*axis)[i] = kept - h;
            const double below = reference->energy(at).potential();
            (*axis)[i] = kept;
            EXPECT_NEAR((*expected)[i], (below - above) / (2 * h), 1e-5);
        }
}

TEST(CaChainForces, ReferenceForcesAddUpToNothing) {
    const int beads = 200;
    const auto force = forces_of(*make_ca_chain_reference(model_of(beads, 0.3)), compact(beads, 4), beads);
    double x = 0.0, y = 0.0, z = 0.0;
    for (int i = 0; i < beads; ++i) x += force.x[i], y += force.y[i], z += force.z[i];
    EXPECT_NEAR(x, 0.0, 1e-10);
    EXPECT_NEAR(y, 0.0, 1e-10);
    EXPECT_NEAR(z, 0.0, 1e-10);
}

TEST(CaChainForces, FastAgreesWithTheReference) {
    for (const int beads : {2, 3, 17, 64, 500})
        for (const double charged : {0.0, 0.25, 1.0})
            for (const auto kind : {CutoffKind::smooth, CutoffKind::truncated}) {
                const auto model = model_of(beads, charged, kind);
                const auto at = compact(beads, 5);
                const auto reference = make_ca_chain_reference(model);
                const auto mixed = make_ca_chain_fast<float>(model, 2.0);
                const auto full = make_ca_chain_fast<double>(model, 2.0);
                const auto expected = forces_of(*reference, at, beads);
                EXPECT_LT(deviation(forces_of(*mixed, at, beads), expected, beads), 1e-5) << beads;
                EXPECT_LT(deviation(forces_of(*full, at, beads), expected, beads), 1e-12) << beads;
                const auto e = reference->energy(at), f = full->energy(at), m = mixed->energy(at);
                EXPECT_NEAR(f.bond, e.bond, 1e-10 * beads);
                EXPECT_NEAR(f.lennard_jones, e.lennard_jones, 1e-10 * beads);
                EXPECT_NEAR(f.electrostatic, e.electrostatic, 1e-10 * beads);
                EXPECT_NEAR(m.potential(), e.potential(), 1e-5 * beads);
            }
}

TEST(CaChainForces, PrecisionDoesNotDependOnTheOrigin) {
    const int beads = 300;
    const auto model = model_of(beads, 0.25);
    auto at = compact(beads, 6);
    for (int i = 0; i < beads; ++i) at.x[i] += 3e5;
    const auto mixed = make_ca_chain_fast<float>(model, 2.0);
    EXPECT_LT(deviation(forces_of(*mixed, at, beads), forces_of(*make_ca_chain_reference(model), at, beads), beads),
              1e-5);
}

TEST(CaChainForces, PartsGiveTheSameBytes) {
    const int beads = 333;
    const auto at = compact(beads, 7);
    for (const bool single : {true, false}) {
        const auto make = [&] {
            const auto model = model_of(beads, 0.25);
            return single ? make_ca_chain_fast<float>(model, 1.5) : make_ca_chain_fast<double>(model, 1.5);
        };
        const auto whole = forces_of(*make(), at, beads);
        for (const int parts : {2, 3, 5, 30}) {
            const auto pieces = forces_of(*make(), at, beads, parts);
            for (int i = 0; i < beads; ++i) {
                EXPECT_EQ(whole.x[i], pieces.x[i]);
                EXPECT_EQ(whole.y[i], pieces.y[i]);
                EXPECT_EQ(whole.z[i], pieces.z[i]);
            }
        }
    }
}

}  // namespace
}  // namespace prct
