#include "prct/resonance/exciton.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numbers>
#include <random>

#include "prct/error.hpp"
#include "prct/geometry/build_coordinates.hpp"
#include "prct/physics/virtual_sites.h"

namespace {

using namespace prct;
using Complex = std::complex<double>;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// N, CA, C, O [n, 4, 3] of chains of one φ, ψ, ω; O missing.
std::vector<double> regular(const std::vector<std::int32_t>& starts, double phi, double psi, double omega = 180) {
    std::vector<double> torsions;
    for (int i = 0; i < starts.back(); ++i)
        for (const double t : {phi, psi, omega}) torsions.push_back(t * std::numbers::pi / 180);
    const auto backbone = backbone_from_torsions(starts, torsions);
    std::vector<double> out;
    for (std::size_t i = 0; i < backbone.size(); i += 9) {
        out.insert(out.end(), backbone.begin() + i, backbone.begin() + i + 9);
        out.insert(out.end(), 3, kMissing);
    }
    return out;
}

std::vector<double> random_hamiltonian(std::size_t k) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> coupling(-6, 6), site(1630, 1670);
    std::vector<double> h(k * k);
    for (std::size_t i = 0; i < k; ++i) {
        h[i * k + i] = site(random);
        for (std::size_t j = 0; j < i; ++j) h[i * k + j] = h[j * k + i] = coupling(random) / (1.0 + (i - j));
    }
    return h;
}

struct Conserved {
    double norm, energy_cm1;  ///< of H less the mean of its diagonal
};

Conserved measure(const std::vector<double>& h, std::span<const Complex> psi) {
    const std::size_t k = psi.size();
    double mean = 0;
    for (std::size_t i = 0; i < k; ++i) mean += h[i * k + i] / k;
    Conserved out{0, 0};
    for (std::size_t i = 0; i < k; ++i) {
        out.norm += std::norm(psi[i]);
        for (std::size_t j = 0; j < k; ++j)
            out.energy_cm1 += (h[i * k + j] - (i == j ? mean : 0)) * std::real(std::conj(psi[i]) * psi[j]);
    }
    return out;
}

TEST(Exciton, HelixCouplesAsPublished) {
    const auto model = exciton_model(std::vector<std::int32_t>{0, 21}, regular({0, 21}, -57, -47));
    const std::size_t k = model.residue.size();
    ASSERT_EQ(k, 20u);
    EXPECT_EQ(model.placed_oxygen.size(), 20u);
    const auto h = [&](std::size_t i, std::size_t j) { return model.hamiltonian_cm1[i * k + j]; };
    EXPECT_EQ(h(8, 8), kAmideSiteEnergy_cm1);
    EXPECT_NEAR(h(8, 9), 5.655, 0.001);  // the table at -57°, -47°
    EXPECT_LT(h(8, 10), -1.5);           // second and third neighbours: about -3 and -6
    EXPECT_LT(h(8, 11), -4.5);
    EXPECT_GT(h(8, 11), -7.5);
    EXPECT_LT(std::abs(h(8, 15)), 1.0);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < i; ++j) EXPECT_EQ(h(i, j), h(j, i));
}

TEST(Exciton, GivenOxygensAreUsedAndPlacedOnesStandWhereTheyWouldBe) {
    const std::vector<std::int32_t> starts{0, 6};
    auto backbone = regular(starts, -120, 130);
    const auto placed = exciton_model(starts, backbone);
    for (int i = 0; i < 5; ++i) {
        const auto at = [&](int residue, int atom) {
            const double* p = &backbone[12 * residue + 3 * atom];
            return Vec3<double>{p[0], p[1], p[2]};
        };
        const auto o = place_beyond(at(i, 2), at(i, 1), at(i + 1, 0), kOxygenCA, kOxygenN);
        backbone[12 * i + 9] = o.x, backbone[12 * i + 10] = o.y, backbone[12 * i + 11] = o.z;
    }
    const auto given = exciton_model(starts, backbone);
    EXPECT_TRUE(given.placed_oxygen.empty());
    EXPECT_EQ(given.hamiltonian_cm1, placed.hamiltonian_cm1);
}

TEST(Exciton, ChainsBreaksAndMissingAtomsHaveNoGroup) {
    auto backbone = regular({0, 10}, -57, -47);
    for (int i = 6; i < 10; ++i)
        for (int x = 0; x < 12; ++x) backbone[12 * i + x] += 20.0;  // a break after residue 5
    backbone[12 * 2 + 6] = kMissing;                                // C of residue 2
    const auto model = exciton_model(std::vector<std::int32_t>{0, 4, 10}, backbone);
    EXPECT_EQ(model.residue, (std::vector<std::int32_t>{0, 1, 4, 6, 7, 8}));
}

TEST(Exciton, NeighboursOfACisPeptideCoupleByTheirDipoles) {
    const std::vector<std::int32_t> starts{0, 4};
    const auto model = exciton_model(starts, regular(starts, -75, 150, 0));
    const auto dipole = [&](int k) {
        const double *p = &model.position_a[3 * k], *m = &model.moment_debye[3 * k];
        return TransitionDipole<double>{{p[0], p[1], p[2]}, {m[0], m[1], m[2]}};
    };
    EXPECT_NEAR(model.hamiltonian_cm1[1], dipole_coupling(dipole(0), dipole(1)), 1e-9);
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    const double n = static_cast<double>(x.size());
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        sx += x[i], sy += y[i];
        sxx += x[i] * x[i], syy += y[i] * y[i], sxy += x[i] * y[i];
    }
    return (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
}

/// Dipoles are no good for neighbours, but they know which axis of the table is φ.
TEST(Exciton, TheTableOfNeighboursGoesWithDipolesAndItsTransposeLess) {
    const std::vector<std::int32_t> starts{0, 3};
    std::vector<double> dipoles, table, transposed;
    for (int phi = -180; phi <= 180; phi += 30)
        for (int psi = -180; psi <= 180; psi += 30) {
            const auto model = exciton_model(starts, regular(starts, phi, psi));
            const double* p = model.position_a.data();
            const double* m = model.moment_debye.data();
            const double j = dipole_coupling(TransitionDipole<double>{{p[0], p[1], p[2]}, {m[0], m[1], m[2]}},
                                             TransitionDipole<double>{{p[3], p[4], p[5]}, {m[3], m[4], m[5]}});
            if (std::abs(j) > 25) continue;  // the groups touch
            dipoles.push_back(j);
            table.push_back(neighbour_coupling(phi * std::numbers::pi / 180, psi * std::numbers::pi / 180));
            transposed.push_back(neighbour_coupling(psi * std::numbers::pi / 180, phi * std::numbers::pi / 180));
        }
    EXPECT_NEAR(correlation(dipoles, table), 0.66, 0.01);
    EXPECT_NEAR(correlation(dipoles, transposed), 0.44, 0.01);
}

TEST(Exciton, BadInputIsNamed) {
    const std::vector<std::int32_t> starts{0, 5};
    auto backbone = regular(starts, -57, -47);
    EXPECT_THROW(exciton_model(std::vector<std::int32_t>{0, 4}, backbone), InputError);
    EXPECT_THROW(exciton_model(std::vector<std::int32_t>{1, 5}, backbone), InputError);
    EXPECT_TRUE(exciton_model(std::vector<std::int32_t>{0, 1}, std::span(backbone).first(12)).residue.empty());
    auto twice = backbone;
    twice.insert(twice.end(), backbone.begin(), backbone.end());
    EXPECT_THROW(exciton_model(std::vector<std::int32_t>{0, 5, 10}, twice), InputError);
    backbone[3] = std::numeric_limits<double>::infinity();
    EXPECT_THROW(exciton_model(starts, backbone), InputError);
}

TEST(Exciton, NormAndEnergyHoldOverAHundredThousandSteps) {
    const std::size_t k = 30;
    const auto h = random_hamiltonian(k);
    std::vector<Complex> start(k, 0);
    start[3] = {0.6, 0};
    start[4] = {0, 0.8};
    const auto frames = exciton_dynamics(h, start, 0.01, 100'000, 20'000);
    ASSERT_EQ(frames.size(), 6 * k);
    const auto first = measure(h, start);
    double norm_error = 0, energy_error = 0;
    for (std::size_t f = 0; f < 6; ++f) {
        const auto now = measure(h, std::span(frames).subspan(f * k, k));
        norm_error = std::max(norm_error, std::abs(now.norm - 1));
        energy_error = std::max(energy_error, std::abs((now.energy_cm1 - first.energy_cm1) / first.energy_cm1));
    }
    RecordProperty("norm_error", std::to_string(norm_error * 1e15) + "e-15");
    RecordProperty("energy_error", std::to_string(energy_error * 1e15) + "e-15");
    EXPECT_LT(norm_error, 1e-12);
    EXPECT_LT(energy_error, 1e-12);
    EXPECT_GT(std::abs(frames[5 * k + 3] - start[3]), 0.1);  // it did move
}

TEST(Exciton, TwoGroupsBeatAtTheirSplitting) {
    const double j = 5.0;
    const std::vector<double> h{1650, j, j, 1650};
    const double step_ps = 0.05;
    const auto frames = exciton_dynamics(h, std::vector<Complex>{1, 0}, step_ps, 400, 1);
    for (int t = 0; t <= 400; ++t) {
        const double expected = std::pow(std::cos(kPhase_rad_ps_cm1 * j * t * step_ps), 2);  // Rabi
        EXPECT_NEAR(std::norm(frames[2 * t]), expected, 1e-12);
    }
}

TEST(Exciton, LongStepsAreAsExactAsShortOnes) {
    const std::size_t k = 8;
    const auto h = random_hamiltonian(k);
    std::vector<Complex> start(k, 0);
    start[0] = 1;
    const auto once = exciton_dynamics(h, start, 10.0, 1, 1);
    const auto often = exciton_dynamics(h, start, 0.001, 10'000, 10'000);
    for (std::size_t i = 0; i < k; ++i) EXPECT_LT(std::abs(once[k + i] - often[k + i]), 1e-12);
}

TEST(Exciton, DynamicsRefuseWhatIsNoHamiltonian) {
    const std::vector<Complex> start{1, 0};
    EXPECT_THROW(exciton_dynamics(std::vector<double>{1, 2, 3, 1}, start, 0.01, 1, 1), InputError);
    EXPECT_THROW(exciton_dynamics(std::vector<double>{1, 2, 2}, start, 0.01, 1, 1), InputError);
    EXPECT_THROW(exciton_dynamics(std::vector<double>{1, kMissing, kMissing, 1}, start, 0.01, 1, 1), InputError);
    const std::vector<double> h{1, 2, 2, 1};
    EXPECT_THROW(exciton_dynamics(h, start, 0.0, 1, 1), InputError);
    EXPECT_THROW(exciton_dynamics(h, start, kMissing, 1, 1), InputError);
    EXPECT_THROW(exciton_dynamics(h, start, 0.01, -1, 1), InputError);
    EXPECT_THROW(exciton_dynamics(h, start, 0.01, 1, 0), InputError);
    EXPECT_THROW(exciton_dynamics(h, start, 1e6, 1'000'000, 1), InputError);
    EXPECT_THROW(exciton_dynamics({}, {}, 0.01, 1, 1), InputError);
}

}  // namespace
