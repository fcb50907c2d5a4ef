#include "prct/parameters/ramachandran_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "prct/error.hpp"
#include "prct/physics/ramachandran_term.h"

namespace {

using prct::ramachandran_classes;
constexpr int n = prct::ramachandran_grid;
constexpr double degree = std::numbers::pi / 180;

double energy(int c, double phi_deg, double psi_deg) {
    double dphi, dpsi;
    const float* surface = prct::ramachandran_table().data() + c * prct::ramachandran_stride;
    return prct::ramachandran_energy(surface, phi_deg * degree, psi_deg * degree, dphi, dpsi);
}

std::vector<std::uint8_t> classes(const char* sequence, std::vector<std::int32_t> starts,
                                  std::vector<std::uint8_t> cis = {}) {
    return ramachandran_classes(sequence, starts, cis);
}

TEST(RamachandranTable, EverySurfaceRunsFromZeroToTheCap) {
    for (int c = 0; c < prct::ramachandran_class_count; ++c) {
        double lowest = 1e9, highest = -1e9;
        for (int phi = -180; phi < 180; phi += 2)
            for (int psi = -180; psi < 180; psi += 2) {
                lowest = std::min(lowest, energy(c, phi, psi));
                highest = std::max(highest, energy(c, phi, psi));
            }
        EXPECT_NEAR(lowest, 0.0, 0.02) << "class " << c;
        EXPECT_NEAR(highest, 7 * 0.596, 0.15) << "class " << c;
    }
}

TEST(RamachandranTable, BasinsLieWhereTheyBelong) {
    const int alanine = 0, glycine = 5, valine = 17;
    EXPECT_LT(energy(alanine, -63, -42), 0.1);   // right-handed helix
    EXPECT_LT(energy(alanine, -120, 130), 2.5);  // strand
    EXPECT_GT(energy(alanine, 90, -90), 3.5);    // forbidden
    EXPECT_LT(energy(glycine, 85, 5), 0.5);      // left-handed: glycine only
    EXPECT_GT(energy(alanine, 85, 5), 2.0);
    EXPECT_LT(energy(valine, -118, 128), energy(alanine, -118, 128));  // beta-branched
    EXPECT_LT(energy(prct::ramachandran_trans_proline, -65, 145), 0.3);
    EXPECT_GT(energy(prct::ramachandran_trans_proline, -140, 145), 3.5);  // the ring holds phi
    EXPECT_LT(energy(prct::ramachandran_cis_proline, -76, 160), 0.2);
    EXPECT_GT(energy(prct::ramachandran_pre_proline, -90, 0), energy(alanine, -90, 0));  // CD clash of the next residue
}

TEST(RamachandranTable, SplineOfAPlaneWaveIsThatWave) {
    std::vector<double> nodes(n * n);
    const auto wave = [](double x, double y) { return std::sin(x + 2 * y) + std::cos(2 * x); };
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) nodes[i * n + j] = wave((-180 + 10 * i) * degree, (-180 + 10 * j) * degree);
    std::vector<float> surface;
    prct::append_spline_surface(nodes, surface);
    ASSERT_EQ(surface.size(), static_cast<std::size_t>(prct::ramachandran_stride));
    for (double phi = -3; phi < 3; phi += 0.37)
        for (double psi = -3; psi < 3; psi += 0.41) {
            double dphi, dpsi;
            EXPECT_NEAR(prct::ramachandran_energy(surface.data(), phi, psi, dphi, dpsi), wave(phi, psi), 1e-5);
            EXPECT_NEAR(dphi, std::cos(phi + 2 * psi) - 2 * std::sin(2 * phi), 1e-4);
            EXPECT_NEAR(dpsi, 2 * std::cos(phi + 2 * psi), 1e-4);
        }
    EXPECT_THROW(prct::append_spline_surface({nodes.data(), 7}, surface), prct::InputError);
}

TEST(RamachandranTable, ClassesKnowTheNextResidueAndTheChain) {
    using Expected = std::vector<std::uint8_t>;
    EXPECT_EQ(classes("ACY", {0, 3}), (Expected{0, 1, 19}));
    EXPECT_EQ(classes("APGPPW", {0, 6}), (Expected{20, 12, 21, 12, 12, 18}));
    EXPECT_EQ(classes("APGPPW", {0, 1, 6}), (Expected{0, 12, 21, 12, 12, 18}));
    EXPECT_EQ(classes("AAPAP", {0, 1, 2, 4, 5}), (Expected{0, 0, 12, 0, 12}));
    EXPECT_EQ(classes("AP", {0, 2}, {0, 1}), (Expected{20, 22}));
    EXPECT_EQ(classes("AG", {0, 2}, {1, 1}), (Expected{0, 5}));
}

TEST(RamachandranTable, RefusesWhatItCannotClassify) {
    EXPECT_THROW(classes("AXA", {0, 3}), prct::InputError);
    EXPECT_THROW(classes("AAA", {0, 2}), prct::InputError);
    EXPECT_THROW(classes("AAA", {0, 2, 1, 3}), prct::InputError);
    EXPECT_THROW(classes("AAA", {0, 3}, {0, 1}), prct::InputError);
}

}  // namespace
