#include "prct/packing/rotamer_search.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace prct {
namespace {

struct Puzzle {
    std::vector<std::int32_t> starts{0};
    std::vector<float> self;
    std::vector<RotamerPair> pairs;
};

/// Residues of 0 to 4 rotamers with random energies; half of the pairs see each other.
Puzzle random_puzzle(unsigned seed, int residues) {
    std::mt19937 rng(seed);
    std::uniform_real_distribution<float> energy(-3, 3);
    Puzzle puzzle;
    for (int i = 0; i < residues; ++i) {
        const int count = static_cast<int>(rng() % 5);
        for (int a = 0; a < count; ++a) puzzle.self.push_back(energy(rng));
        puzzle.starts.push_back(puzzle.starts.back() + count);
    }
    for (int i = 0; i < residues; ++i)
        for (int j = i + 1; j < residues; ++j) {
            const int size = (puzzle.starts[i + 1] - puzzle.starts[i]) * (puzzle.starts[j + 1] - puzzle.starts[j]);
            if (size == 0 || rng() % 2) continue;
            RotamerPair pair{i, j, {}};
            for (int k = 0; k < size; ++k) pair.energies.push_back(energy(rng));
            puzzle.pairs.push_back(pair);
        }
    return puzzle;
}

double lowest(const Puzzle& puzzle, std::vector<std::int32_t>& choice, std::size_t i) {
    if (i == choice.size()) return rotamer_energy(puzzle.starts, puzzle.self, puzzle.pairs, choice);
    double best = std::numeric_limits<double>::infinity();
    for (int a = 0; a < std::max(1, puzzle.starts[i + 1] - puzzle.starts[i]); ++a) {
        choice[i] = a;
        best = std::min(best, lowest(puzzle, choice, i + 1));
    }
    return best;
}

TEST(RotamerSearch, FindsTheLowestEnergyOfSmallPuzzles) {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        const Puzzle puzzle = random_puzzle(seed, 7);
        std::vector<std::int32_t> choice(7);
        const double expected = lowest(puzzle, choice, 0);
        const auto found = search_rotamers(puzzle.starts, puzzle.self, puzzle.pairs, {});
        EXPECT_NEAR(rotamer_energy(puzzle.starts, puzzle.self, puzzle.pairs, found), expected, 1e-4) << seed;
    }
}

TEST(RotamerSearch, AddsSelfAndPairEnergies) {
    const std::vector<std::int32_t> starts{0, 2, 2, 5};
    const std::vector<float> self{1, 2, 10, 20, 30};
    const std::vector<RotamerPair> pairs{{0, 2, {100, 200, 300, 400, 500, 600}}};
    const std::vector<std::int32_t> choice{1, 0, 2};
    EXPECT_DOUBLE_EQ(rotamer_energy(starts, self, pairs, choice), 2 + 30 + 600);
}

TEST(RotamerSearch, LeavesADescentAsItIsWhereNoSingleChangeHelps) {
    const Puzzle puzzle = random_puzzle(5, 40);
    const auto found = search_rotamers(puzzle.starts, puzzle.self, puzzle.pairs, {});
    const double energy = rotamer_energy(puzzle.starts, puzzle.self, puzzle.pairs, found);
    for (std::size_t i = 0; i < found.size(); ++i)
        for (int a = 0; a < puzzle.starts[i + 1] - puzzle.starts[i]; ++a) {
            auto changed = found;
            changed[i] = a;
            EXPECT_GE(rotamer_energy(puzzle.starts, puzzle.self, puzzle.pairs, changed), energy - 1e-4);
        }
}

TEST(RotamerSearch, SameSeedSameChoice) {
    const Puzzle puzzle = random_puzzle(9, 60);
    RotamerSearch options;
    options.seed = 7;
    const auto once = search_rotamers(puzzle.starts, puzzle.self, puzzle.pairs, options);
    EXPECT_EQ(once, search_rotamers(puzzle.starts, puzzle.self, puzzle.pairs, options));
}

TEST(RotamerSearch, TakesNoResidues) { EXPECT_TRUE(search_rotamers(std::vector<std::int32_t>{0}, {}, {}, {}).empty()); }

}  // namespace
}  // namespace prct
