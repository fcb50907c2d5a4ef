#include "prct/packing/side_chains.hpp"

#include <gtest/gtest.h>

#include <random>

#include "prct/error.hpp"

namespace prct {
namespace {

const SideChainContact<float> contact{6.0F, 1.05F, 0.9F, 0.2F, 0.3F, 10.0F, 5.0F};

/// Residues in a box, each with rotamers of atoms about a centre, among fixed atoms.
struct Scene {
    std::vector<std::int32_t> rotamer_starts{0}, atom_starts{0}, owners, also_hidden;
    std::vector<float> costs;
    std::vector<Vec3<float>> atoms, fixed;
    std::vector<std::uint8_t> kinds, fixed_kinds;

    RotamerOffer offer() const { return {rotamer_starts, atom_starts, costs, atoms, kinds}; }
    FixedAtoms fixed_atoms() const { return {fixed, fixed_kinds, owners, also_hidden}; }
};

Scene random_scene(unsigned seed, int residues, float edge_a) {
    std::mt19937 rng(seed);
    std::uniform_real_distribution<float> place(0, edge_a), near(-2, 2), cost(0, 3);
    const auto kind = [&] { return static_cast<std::uint8_t>(rng() % kAtomKinds); };
    Scene scene;
    for (int i = 0; i < residues; ++i) {
        const Vec3<float> centre{place(rng), place(rng), place(rng)};
        scene.fixed.push_back(centre);
        scene.fixed_kinds.push_back(kind());
        scene.owners.push_back(i);
        scene.also_hidden.push_back(i + 1 < residues ? i + 1 : -1);
        for (int r = static_cast<int>(rng() % 4); r > 0; --r) {
            scene.costs.push_back(cost(rng));
            for (int a = 1 + static_cast<int>(rng() % 3); a > 0; --a) {
                scene.atoms.push_back(centre + Vec3<float>{near(rng), near(rng), near(rng)});
                scene.kinds.push_back(kind());
            }
            scene.atom_starts.push_back(static_cast<std::int32_t>(scene.atoms.size()));
        }
        scene.rotamer_starts.push_back(static_cast<std::int32_t>(scene.costs.size()));
    }
    return scene;
}

/// Energy of a choice by loops over all atoms.
double plain_energy(const Scene& s, const std::vector<std::int32_t>& choice) {
    std::vector<int> owner, atom;
    double energy = 0;
    for (std::size_t i = 0; i < choice.size(); ++i) {
        if (choice[i] < 0) continue;
        const int rotamer = s.rotamer_starts[i] + choice[i];
        energy += s.costs[rotamer];
        for (int a = s.atom_starts[rotamer]; a < s.atom_starts[rotamer + 1]; ++a) {
            owner.push_back(static_cast<int>(i));
            atom.push_back(a);
        }
    }
    const auto pair = [&](int a, const Vec3<float>& at, int kind) {
        return side_chain_contact(contact, s.kinds[a], kind, norm2(s.atoms[a] - at));
    };
    for (std::size_t k = 0; k < atom.size(); ++k) {
        for (std::size_t f = 0; f < s.fixed.size(); ++f)
            if (s.owners[f] != owner[k] && s.also_hidden[f] != owner[k])
                energy += pair(atom[k], s.fixed[f], s.fixed_kinds[f]);
        for (std::size_t l = 0; l < k; ++l)
            if (owner[l] != owner[k]) energy += pair(atom[k], s.atoms[atom[l]], s.kinds[atom[l]]);
    }
    return energy;
}

PackingOptions options() { return {contact, {}, 1e9F, 1}; }

TEST(SideChains, EnergyIsThatOfPlainLoops) {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        const Scene scene = random_scene(seed, 30, 20);
        const Packing packing = pack_side_chains(scene.offer(), scene.fixed_atoms(), options());
        EXPECT_NEAR(packing.energy, plain_energy(scene, packing.choice), 1e-3);
        for (int i = 0; i < 30; ++i)
            EXPECT_EQ(packing.choice[i] < 0, scene.rotamer_starts[i] == scene.rotamer_starts[i + 1]);
    }
}

TEST(SideChains, NoChangeOfOneResidueIsLower) {
    const Scene scene = random_scene(4, 40, 16);
    const Packing packing = pack_side_chains(scene.offer(), scene.fixed_atoms(), options());
    for (int i = 0; i < 40; ++i)
        for (int r = 0; r < scene.rotamer_starts[i + 1] - scene.rotamer_starts[i]; ++r) {
            auto changed = packing.choice;
            changed[i] = r;
            EXPECT_GE(plain_energy(scene, changed), packing.energy - 1e-3);
        }
}

TEST(SideChains, ThreadsChangeNothing) {
    const Scene scene = random_scene(6, 200, 40);
    PackingOptions many = options();
    many.threads = 3;
    const Packing one = pack_side_chains(scene.offer(), scene.fixed_atoms(), options());
    const Packing three = pack_side_chains(scene.offer(), scene.fixed_atoms(), many);
    EXPECT_EQ(one.choice, three.choice);
    EXPECT_EQ(one.energy, three.energy);
}

TEST(SideChains, LeavesOutWhatIsFarAboveTheLowest) {
    Scene scene;
    scene.rotamer_starts = {0, 2};
    scene.atom_starts = {0, 1, 2};
    scene.costs = {0, 30};
    scene.atoms = {{0, 0, 0}, {50, 0, 0}};
    scene.kinds = {kOxygen, kOxygen};
    PackingOptions narrow = options();
    narrow.spread = 20;
    EXPECT_EQ(pack_side_chains(scene.offer(), scene.fixed_atoms(), narrow).choice, std::vector<std::int32_t>{0});
}

TEST(SideChains, NamesWhatDoesNotFit) {
    const Scene good = random_scene(2, 5, 10);
    const auto refused = [](const Scene& scene) {
        EXPECT_THROW(pack_side_chains(scene.offer(), scene.fixed_atoms(), options()), InputError);
    };
    Scene scene = good;
    scene.rotamer_starts.back() += 1;
    refused(scene);
    scene = good;
    scene.atom_starts.back() -= 1;
    refused(scene);
    scene = good;
    scene.kinds[0] = kAtomKinds;
    refused(scene);
    scene = good;
    scene.fixed[0].x = NAN;
    refused(scene);
    scene = good;
    scene.owners.pop_back();
    refused(scene);
    scene = good;
    scene.costs[0] = INFINITY;
    refused(scene);
}

}  // namespace
}  // namespace prct
