#include "prct/engine/ca_chain_model.hpp"

#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/philox.h"

namespace prct {

namespace {

constexpr double volume_per_bead_a3 = 135.0;  // 110 Da at 1.35 g/cm³
constexpr double bead_step_a = 3.8;
constexpr double jitter_a = 0.1;

void require(bool usable, const char* name, double value, const char* remedy) {
    if (!usable) throw InputError(std::string("CA chain: ") + name + " is " + std::to_string(value) + "; " + remedy);
}

// There and back along one axis, so that consecutive visits are neighbours.
int back_and_forth(int step, int length) {
    const int turn = step / length, along = step % length;
    return turn % 2 == 0 ? along : length - 1 - along;
}

}  // namespace

void CaChainModel::validate() const {
    require(size() >= 2, "the number of beads", size(), "give at least 2 charges");
    for (const double q : charges) require(std::isfinite(q), "a charge", q, "give finite charges");
    const auto positive = [](const char* name, double value) {
        require(value > 0.0 && std::isfinite(value), name, value, "give a positive, finite value");
    };
    positive("bond_length_a", bond_length_a);
    positive("sigma_a", sigma_a);
    positive("cutoff_a", cutoff_a);
    positive("permittivity", permittivity);
    positive("ionic_strength_m", ionic_strength_m);
    positive("mass_da", mass_da);
    require(bond_k >= 0.0 && std::isfinite(bond_k), "bond_k", bond_k, "give a finite value >= 0");
    require(epsilon >= 0.0 && std::isfinite(epsilon), "epsilon", epsilon, "give a finite value >= 0");
}

std::vector<Vec3<double>> compact_ca_trace(int bead_count, std::uint64_t seed) {
    if (bead_count < 1) throw InputError("a CA trace of " + std::to_string(bead_count) + " beads; ask for at least 1");
    const double row_a = std::sqrt(volume_per_bead_a3 / bead_step_a);
    const double edge_a = std::cbrt(volume_per_bead_a3 * bead_count);
    const int along = static_cast<int>(std::ceil(edge_a / bead_step_a));
    const int rows = static_cast<int>(std::ceil(edge_a / row_a));
    std::vector<Vec3<double>> trace(bead_count);
    for (int i = 0; i < bead_count; ++i) {
        const int row = i / along;
        const Philox4 random = philox(seed, static_cast<std::uint64_t>(i), 0);
        const auto shift = [&](int axis) { return jitter_a * (2.0 * uniform_open(random.v[axis]) - 1.0); };
        trace[i] = {bead_step_a * back_and_forth(i, along) + shift(0), row_a * back_and_forth(row, rows) + shift(1),
                    row_a * (row / rows) + shift(2)};
    }
    return trace;
}

}  // namespace prct
