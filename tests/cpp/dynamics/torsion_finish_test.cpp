#include "prct/dynamics/torsion_finish.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "prct/engine/platform.hpp"
#include "prct/error.hpp"
#include "prct/geometry/build_coordinates.hpp"
#include "prct/geometry/torsion_space.hpp"
#include "prct/physics/bond_term.h"
#include "prct/physics/virtual_sites.h"

using namespace prct;

namespace {

constexpr double kPi = std::numbers::pi;

/// Helical chains 12 Å apart, the peptide before a proline cis, atoms moved by up to `noise_a`.
std::vector<double> model(const System& system, double noise_a, unsigned seed) {
    std::mt19937 rng(seed);
    std::uniform_real_distribution<double> noise(-noise_a, noise_a), turn(-0.3, 0.3);
    std::vector<double> table(3 * static_cast<std::size_t>(system.size()));
    for (int v = 0; v < system.size(); ++v) {
        const bool cis = system.peptide_kind[v] == static_cast<std::uint8_t>(PeptideKind::proline);
        table[3 * v] = -1.1 + turn(rng);
        table[3 * v + 1] = -0.7 + turn(rng);
        table[3 * v + 2] = cis ? 0.0 : kPi;
    }
    auto x = backbone_from_torsions(system.chain_starts, table);
    for (std::size_t k = 0; k < x.size(); ++k)
        x[k] += noise(rng) + (k % 3 == 1 ? 12.0 * system.chain_of(static_cast<int>(k / 9)) : 0.0);
    return x;
}

/// The system's energy on the reference platform.
class Energy {
   public:
    explicit Energy(const System& system) : context_(make_platform("reference")->create(system)) {}
    Objective objective() {
        return [this](std::span<const double> r, std::span<double> g) {
            return context_->compute(r, scales_, {}, g).total();
        };
    }

   private:
    std::unique_ptr<ForceContext> context_;
    TermScales scales_;
};

Restraint contact(int i, int j) {
    return {i, j, static_cast<std::uint8_t>(kSiteCB), static_cast<std::uint8_t>(kSiteCB), 0.0, 6.0, 1.0, 2.0};
}

void expect_ideal(const System& system, const std::vector<double>& r) {
    const auto distance = [&](int a, int b) {
        return std::hypot(r[3 * a] - r[3 * b], r[3 * a + 1] - r[3 * b + 1], r[3 * a + 2] - r[3 * b + 2]);
    };
    const double bonds[] = {ideal::kNitrogenAlphaA, ideal::kAlphaCarbonA, ideal::kCarbonNitrogenA};
    const double angles[] = {ideal::kAngleNitrogenAlphaCarbon, ideal::kAngleAlphaCarbonNitrogen,
                             ideal::kAngleCarbonNitrogenAlpha};
    for (int a = 0; a + 1 < 3 * system.size(); ++a) {
        if (system.chain_of(a / 3) != system.chain_of((a + 1) / 3)) continue;
        EXPECT_NEAR(distance(a, a + 1), bonds[a % 3], 1e-6);
        if (a + 2 >= 3 * system.size() || system.chain_of(a / 3) != system.chain_of((a + 2) / 3)) continue;
        const double b = bonds[a % 3], d = bonds[(a + 1) % 3], at = distance(a, a + 2);
        EXPECT_NEAR(std::acos((b * b + d * d - at * at) / (2 * b * d)), angles[a % 3], 1e-6);
    }
}

const std::string kLong = "MAGPLEKVTPSNDWYFHQCRIAEPLGKK";

}  // namespace

class TorsionFinishOf : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(TorsionFinishOf, EnergyFallsAndGeometryIsIdeal) {
    System system = System::from_sequences(GetParam());
    const int last = system.size() - 1;
    if (last > 3) system.set_restraints({contact(0, last), contact(1, last - 2)});
    Energy energy(system);
    auto x = model(system, 0.05, 1);
    const auto given = x;
    TorsionFinishOptions options;
    options.minimize.max_evaluations = 150;
    const TorsionFinish finish = torsion_finish(system.chain_starts, energy.objective(), x, options);
    EXPECT_LE(finish.result.energy, finish.start_energy);
    if (last > 3) {
        EXPECT_LT(finish.result.energy, finish.start_energy - 1.0);
    }
    EXPECT_LT(finish.pull_rmsd_a, 0.1);
    std::vector<double> g(x.size());
    EXPECT_NEAR(energy.objective()(x, g), finish.result.energy, 1e-9 * std::abs(finish.result.energy) + 1e-9);
    expect_ideal(system, x);
}

TEST_P(TorsionFinishOf, GradientOfTheHamiltonianIsThatOfCentralDifferences) {
    System system = System::from_sequences(GetParam());
    const int last = system.size() - 1;
    if (last > 3) system.set_restraints({contact(0, last)});
    Energy energy(system);
    const auto f = energy.objective();
    const TorsionSpace space(system.chain_starts, model(system, 0.02, 2));
    auto v = space.start();
    const auto r = space.positions(v);
    std::vector<double> cartesian(r.size()), g(v.size()), unused(r.size());
    f(r, cartesian);
    space.gradient(v, r, cartesian, g);
    double largest = 1.0;
    for (const double slope : g) largest = std::max(largest, std::abs(slope));
    constexpr double kStep = 1e-5;
    for (std::size_t k = 0; k < v.size(); ++k) {
        const double at = v[k];
        const auto moved = [&](double to) {
            v[k] = to;
            return f(space.positions(v), unused);
        };
        const double slope =
            (8 * (moved(at + kStep) - moved(at - kStep)) - (moved(at + 2 * kStep) - moved(at - 2 * kStep))) /
            (12 * kStep);
        v[k] = at;
        EXPECT_NEAR(g[k], slope, 1e-6 * largest) << "variable " << k;
    }
}

INSTANTIATE_TEST_SUITE_P(Chains, TorsionFinishOf,
                         testing::Values(std::vector<std::string>{"A"}, std::vector<std::string>{"GP"},
                                         std::vector<std::string>{"APK"}, std::vector<std::string>{"PPPP"},
                                         std::vector<std::string>{kLong},
                                         std::vector<std::string>{"MAGPLEKVTPSN", "K", "DWYFHQCRIAEPLG"}));

TEST(TorsionFinish, CisProlinesStayCis) {
    const System system = System::from_sequences({kLong});
    Energy energy(system);
    auto x = model(system, 0.05, 3);
    torsion_finish(system.chain_starts, energy.objective(), x);
    const auto angles = backbone_torsions(system.chain_starts, x);
    int cis = 0;
    for (int v = 0; v + 1 < system.size(); ++v) {
        const bool proline = system.peptide_kind[v] == static_cast<std::uint8_t>(PeptideKind::proline);
        EXPECT_EQ(std::cos(angles[3 * v + 2]) > 0, proline) << "peptide after residue " << v;
        cis += proline;
    }
    EXPECT_EQ(cis, 3);
}

TEST(TorsionFinish, ChainsMoveAsWholes) {
    System system = System::from_sequences({"AEAEAEAEAE", "AKAKAKAKAK"});
    std::vector<Restraint> restraints;
    for (int k = 0; k < 10; k += 2) restraints.push_back(contact(k, 10 + k));
    system.set_restraints(restraints);
    Energy energy(system);
    auto x = model(system, 0.0, 4);
    const auto apart = [&] { return std::abs(x[9 * 5 + 4] - x[9 * 15 + 4]); };
    ASSERT_GT(apart(), 10.0);
    torsion_finish(system.chain_starts, energy.objective(), x);
    EXPECT_LT(apart(), 9.0);
}

TEST(TorsionFinish, ALongChainComesBackToWhereItWas) {
    std::string sequence;
    while (sequence.size() < 200) sequence += kLong;
    const System system = System::from_sequences({sequence});
    auto x = model(system, 0.15, 5);
    const auto given = x;
    const auto drifted = TorsionSpace(system.chain_starts, x).start();
    const Objective nothing = [](std::span<const double>, std::span<double> g) {
        std::fill(g.begin(), g.end(), 0.0);
        return 0.0;
    };
    const TorsionFinish finish = torsion_finish(system.chain_starts, nothing, x);
    const auto rmsd = [&](const std::vector<double>& r) {
        double sum = 0;
        for (std::size_t k = 0; k < r.size(); ++k) sum += (r[k] - given[k]) * (r[k] - given[k]);
        return std::sqrt(3 * sum / static_cast<double>(r.size()));
    };
    const double rebuilt = rmsd(TorsionSpace(system.chain_starts, given).positions(drifted));
    EXPECT_GT(rebuilt, 1.0);
    EXPECT_LT(finish.pull_rmsd_a, 0.15);
    EXPECT_NEAR(rmsd(x), finish.pull_rmsd_a, 1e-9);
}

TEST(TorsionFinish, SameInputSameBytes) {
    const System system = System::from_sequences({kLong});
    auto first = model(system, 0.05, 6), second = first;
    Energy energy(system), again(system);
    torsion_finish(system.chain_starts, energy.objective(), first);
    torsion_finish(system.chain_starts, again.objective(), second);
    EXPECT_EQ(first, second);
}
