// Folds a hairpin from four contacts through the installed C++ library.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "prct/engine/simulation.hpp"
#include "prct/error.hpp"
#include "prct/gpu.hpp"
#include "prct/physics/virtual_sites.h"
#include "prct/version.hpp"

namespace {

// N, CA, C of every residue along a flat zigzag: every dihedral is trans, bonds are 1.45 Å, angles 115°.
std::vector<double> extended_chain(int residues) {
    std::vector<double> x;
    for (int atom = 0; atom < 3 * residues; ++atom) x.insert(x.end(), {1.22 * atom, atom % 2 ? 0.78 : 0.0, 0.0});
    return x;
}

// CB-CB at most 6.5 Å for pairs of residues that face each other in the two strands, 0-based.
std::vector<prct::Restraint> strand_pairs() {
    const int pairs[][2] = {{2, 13}, {3, 12}, {4, 11}, {5, 10}};
    std::vector<prct::Restraint> contacts;
    for (const auto& [i, j] : pairs) {
        prct::Restraint r{i, j, prct::kSiteCB, prct::kSiteCB, 0.0, 6.5, 1.0, 3.0};
        contacts.push_back(r);
    }
    return contacts;
}

struct Model {
    double energy;  // kcal/mol, quenched
    int contacts_made;
};

// One annealed trajectory from the extended chain, quenched.
Model fold(const prct::System& system, const prct::Platform& platform, std::uint64_t seed) {
    prct::State start;
    start.positions_a = extended_chain(system.size());
    start.velocities_a_ps.assign(start.positions_a.size(), 0.0);
    start.alpha.assign(system.restraints.size(), 1.0);
    start.theta.assign(system.restraints.size(), 0.0);
    start.seed = seed;

    prct::TermScales scales;
    scales.factor[prct::kDipole] = 0.0;
    prct::SimulationOptions options;
    options.total_steps = 20000;
    const prct::Schedule cooling({{0.0, 500.0, scales}, {1.0, 15.0, scales}});
    prct::Simulation simulation(system, platform, start, cooling, options);
    simulation.advance(options.total_steps);

    std::vector<double> x = simulation.state().positions_a;
    const double energy = prct::quench(system, platform, scales, start.alpha, x, 200, {}).energy;
    int made = 0;
    for (const double distance_a : prct::restraint_distances(system, x)) made += distance_a < 7.0;
    return {energy, made};
}

// Best of four seeds by energy; at least three of the four contacts must be made.
bool fold_hairpin() {
    prct::System system = prct::System::from_sequences({"GEWTYDDATKTFTVTE"});
    system.set_restraints(strand_pairs());
    const auto platform = prct::make_platform("cpu");
    Model best{INFINITY, 0};
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Model model = fold(system, *platform, seed);
        std::printf("seed %d: %7.2f kcal/mol, %d of 4 contacts\n", int(seed), model.energy, model.contacts_made);
        if (model.energy < best.energy) best = model;
    }
    return best.contacts_made >= 3;
}

// Whether the platform "cuda" can be used here, or why not.
std::string gpu() {
    prct::cuda::register_platforms();
    try {
        prct::make_platform("cuda");
        return "can be used";
    } catch (const prct::GpuError& e) {
        return e.what();
    }
}

}  // namespace

int main() {
    try {
        std::printf("PRCT %s\nGPU: %s\n", prct::version(), gpu().c_str());
        return fold_hairpin() ? 0 : 1;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "embed: %s\n", e.what());
        return 1;
    }
}
