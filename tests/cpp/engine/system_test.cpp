#include "prct/engine/system.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numbers>
#include <string>

#include "prct/error.hpp"
#include "prct/parameters/ramachandran_table.hpp"
#include "prct/physics/bond_term.h"
#include "prct/physics/ramachandran_term.h"

namespace {

using namespace prct;

Restraint good() { return {0, 5, kSiteCB, kSiteCB, 0, 8, 1, 1}; }

TEST(System, ChainsAreConcatenated) {
    const System s = System::from_sequences({"ACD", "PG"});
    EXPECT_EQ(s.size(), 5);
    EXPECT_EQ(s.chain_starts, (std::vector<std::int32_t>{0, 3, 5}));
    EXPECT_EQ(s.chain_of(2), 0);
    EXPECT_EQ(s.chain_of(3), 1);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(s.is_first(i), i == 0 || i == 3) << i;
        EXPECT_EQ(s.is_last(i), i == 2 || i == 4) << i;
        EXPECT_EQ(kResidueLetters[s.residue_type[i]], std::string("ACDPG")[i]);
    }
}

TEST(System, PeptidesBeforeProlineAreTheirOwnKindWithinAChain) {
    const System s = System::from_sequences({"AP", "PA"});
    const auto kind = [&](int i) { return static_cast<PeptideKind>(s.peptide_kind[i]); };
    EXPECT_EQ(kind(0), PeptideKind::proline);
    EXPECT_EQ(kind(1), PeptideKind::trans) << "the next proline begins another chain";
}

TEST(System, ACisPeptideGivesTheProlineBehindItTheCisSurface) {
    const std::string sequence = "APGPAPK";
    System s = System::from_sequences({"APGPA", "PK"});
    const auto all_trans = s.ramachandran_class;
    EXPECT_EQ(all_trans, ramachandran_classes(sequence, s.chain_starts));
    s.set_peptide_kind(2, PeptideKind::cis);
    s.set_peptide_kind(3, PeptideKind::cis);
    EXPECT_EQ(s.peptide_kind[2], static_cast<std::uint8_t>(PeptideKind::cis));
    const std::vector<std::uint8_t> behind_cis{0, 0, 0, 1, 1, 0, 0};
    EXPECT_EQ(s.ramachandran_class, ramachandran_classes(sequence, s.chain_starts, behind_cis));
    EXPECT_EQ(s.ramachandran_class[3], ramachandran_cis_proline);
    for (const PeptideKind back : {PeptideKind::proline, PeptideKind::trans}) {
        s.set_peptide_kind(2, PeptideKind::cis);
        s.set_peptide_kind(2, back);
        EXPECT_EQ(s.ramachandran_class, all_trans);
    }
    for (const int residue : {-1, 4, 6, 7}) EXPECT_THROW(s.set_peptide_kind(residue, PeptideKind::cis), InputError);
}

double surface_energy(const System& s, int residue, int k, int l) {
    const auto angle = [](int node) {
        return 2 * std::numbers::pi * (node - ramachandran_grid / 2) / ramachandran_grid;
    };
    double dphi, dpsi;
    return ramachandran_energy(s.ramachandran_surface(residue), angle(k), angle(l), dphi, dpsi);
}

TEST(System, ASurfaceOfItsOwnIsAddedToThatOfTheClass) {
    constexpr int n = ramachandran_grid;
    const System bare = System::from_sequences({"APGPA"});
    System s = bare;
    std::vector<double> own(5 * n * n);
    own[(3 * n + 7) * n + 11] = 2.5;
    s.set_phase_surfaces(own);
    EXPECT_NEAR(surface_energy(s, 3, 7, 11), surface_energy(bare, 3, 7, 11) + 2.5, 1e-5);
    EXPECT_NEAR(surface_energy(s, 3, 8, 11), surface_energy(bare, 3, 8, 11), 1e-5);
    EXPECT_NEAR(surface_energy(s, 2, 7, 11), surface_energy(bare, 2, 7, 11), 1e-5);
    System cis = bare;
    cis.set_peptide_kind(2, PeptideKind::cis);
    s.set_peptide_kind(2, PeptideKind::cis);
    EXPECT_NEAR(surface_energy(s, 3, 7, 11), surface_energy(cis, 3, 7, 11) + 2.5, 1e-4);
    s.set_phase_surfaces({});
    EXPECT_EQ(surface_energy(s, 3, 7, 11), surface_energy(cis, 3, 7, 11));
    own.pop_back();
    EXPECT_THROW(s.set_phase_surfaces(own), InputError);
    own.push_back(std::numeric_limits<double>::quiet_NaN());
    EXPECT_THROW(s.set_phase_surfaces(own), InputError);
}

TEST(System, SequencesThatCannotBeUsedAreRefused) {
    EXPECT_THROW(System::from_sequences({}), InputError);
    EXPECT_THROW(System::from_sequences({"AA", ""}), InputError);
    EXPECT_THROW(System::from_sequences({std::string("A\0A", 3)}), InputError);
    try {
        System::from_sequences({"AA", "ACX"});
        FAIL();
    } catch (const InputError& e) {
        EXPECT_NE(std::string(e.what()).find("chain 2, residue 3: 'X'"), std::string::npos) << e.what();
    }
}

TEST(System, RestraintsThatCannotBeUsedAreRefusedByTheirRow) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    System s = System::from_sequences({"AAAAAA"});
    EXPECT_NO_THROW(s.set_restraints({good()}));
    const auto refused = [&](auto&& spoil) {
        Restraint r = good();
        spoil(r);
        try {
            s.set_restraints({good(), r});
        } catch (const InputError& e) {
            return std::string(e.what()).starts_with("restraint 2: ");
        }
        return false;
    };
    EXPECT_TRUE(refused([](Restraint& r) { r.residue_j = 6; }));
    EXPECT_TRUE(refused([](Restraint& r) { r.residue_i = -1; }));
    EXPECT_TRUE(refused([](Restraint& r) { r.residue_j = 0; }));
    EXPECT_TRUE(refused([](Restraint& r) { r.site_j = kSites; }));
    EXPECT_TRUE(refused([](Restraint& r) { r.lower_a = 9; }));
    EXPECT_TRUE(refused([&](Restraint& r) { r.upper_a = nan; }));
    EXPECT_TRUE(refused([](Restraint& r) { r.scale_a = 0; }));
    EXPECT_TRUE(refused([](Restraint& r) { r.weight = -1; }));
    EXPECT_TRUE(refused([](Restraint& r) { r.spline = 0; }));
    EXPECT_EQ(s.restraints.size(), 1u) << "what was refused is not kept";
}

TEST(System, SplinesMustAscendAndEndFlat) {
    System s = System::from_sequences({"AAAAAA"});
    EXPECT_NO_THROW(s.set_restraints({}, {{{4, 6}, {-1, 0}, {0.5, 0}}}));
    EXPECT_THROW(s.set_restraints({}, {{{6, 4}, {-1, 0}, {0.5, 0}}}), InputError);
    EXPECT_THROW(s.set_restraints({}, {{{4, 6}, {-1, 0}, {0.5, 0.1}}}), InputError);
    EXPECT_THROW(s.set_restraints({}, {{{4}, {-1}, {0}}}), InputError);
}

}  // namespace
