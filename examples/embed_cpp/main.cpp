// Folds a hairpin from four contacts through the installed C++ library.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "prct/engine/simulation.hpp"
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

bool fold_hairpin() {
    prct::System system = prct::System::from_sequences({"GEWTYDDATKTFTVTE"});
    system.set_restraints(strand_pairs());

    prct::State start;
    start.positions_a = extended_chain(system.size());
    start.velocities_a_ps.assign(start.positions_a.size(), 0.0);
    start.alpha.assign(system.restraints.size(), 1.0);
    start.theta.assign(system.restraints.size(), 0.0);
    start.seed = 1;

    prct::TermScales scales;
    scales.factor[prct::kDipole] = 0.0;
    const auto platform = prct::make_platform("cpu");
    const prct::Schedule cooling({{0.0, 300.0, scales}, {1.0, 15.0, scales}});
    prct::Simulation simulation(system, *platform, start, cooling, {});
    std::printf("  step   energy (kcal/mol)   contacts\n");
    while (!simulation.finished()) {
        simulation.advance(1000);
        const prct::Report now = simulation.report();
        std::printf("%6lld %19.2f %10d\n", static_cast<long long>(now.step), now.terms.total(), now.satisfied);
    }

    std::vector<double> x = simulation.state().positions_a;
    const prct::MinimizeResult quenched = prct::quench(system, *platform, scales, start.alpha, x, 200, {});
    int made = 0;
    for (const double d : prct::restraint_distances(system, x)) made += d < 7.0;
    std::printf("quenched: %.2f kcal/mol, %d of %zu contacts made\n", quenched.energy, made, system.restraints.size());
    return made == static_cast<int>(system.restraints.size());
}

}  // namespace

int main() {
    try {
        std::printf("PRCT %s\n", prct::version());
        return fold_hairpin() ? 0 : 1;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "embed: %s\n", e.what());
        return 1;
    }
}
