#include "prct/physics/virtual_sites.h"

#include <numbers>

#include "engine/synthetic_chain.hpp"
#include "physics/central_difference.hpp"
#include "prct/energy/sites.hpp"

namespace {

using namespace prct;
using prct::testing::Points;
constexpr double degree = std::numbers::pi / 180;

double angle_deg(const Vec3<double>& a, const Vec3<double>& b, const Vec3<double>& c) {
    return std::acos(dot(a - b, c - b) / (norm(a - b) * norm(c - b))) / degree;
}

struct Ideal {
    System system = System::from_sequences({"AKVLGW"});
    Sites sites;
    Ideal() {
        const auto atoms = prct::testing::ideal_chain(6, {1, 2, 3}, [](int) {
            return std::pair{-60 * degree, -45 * degree};
        });
        std::vector<double> x;
        for (const auto& a : atoms) x.insert(x.end(), {a.x, a.y, a.z});
        build_sites(system, x, sites);
    }
    const Vec3<double>& at(int i, Site k) const { return sites[i * kSites + k]; }
};

// CA-C-O 120.4°, N'-C-O 123.0° and a planar C leave 116.6° to CA-C-N', where the coefficients are exact.
TEST(VirtualSites, OxygenIsIdealInAPlanarCarbonyl) {
    const double turn = 116.6 * degree;
    const Vec3<double> c{}, ca{1.525, 0, 0}, next{1.329 * std::cos(turn), 1.329 * std::sin(turn), 0};
    const auto o = place_beyond<double>(c, ca, next, kOxygenCA, kOxygenN);
    EXPECT_NEAR(norm(o), 1.231, 0.001);
    EXPECT_NEAR(angle_deg(ca, c, o), 120.4, 0.05);
    EXPECT_NEAR(angle_deg(next, c, o), 123.0, 0.05);
}

TEST(VirtualSites, OxygenAndHydrogenAreNearIdealInTheChain) {
    const Ideal s;  // Eq. 5 holds CA-C-N' at 117.2°
    for (int i = 0; i + 1 < 6; ++i) {
        EXPECT_NEAR(norm(s.at(i, kSiteO) - s.at(i, kSiteC)), 1.231, 0.012);
        EXPECT_NEAR(angle_deg(s.at(i, kSiteCA), s.at(i, kSiteC), s.at(i, kSiteO)), 120.4, 0.4);
        EXPECT_NEAR(norm(s.at(i + 1, kSiteH) - s.at(i + 1, kSiteN)), 1.01, 0.002);
        EXPECT_NEAR(angle_deg(s.at(i + 1, kSiteCA), s.at(i + 1, kSiteN), s.at(i + 1, kSiteH)), 119.2, 0.3);
    }
}

TEST(VirtualSites, ChainEndsHaveTheirOwnRules) {
    const Ideal s;
    EXPECT_NEAR(norm(s.at(5, kSiteO) - s.at(5, kSiteC)), 1.231, 0.002);
    EXPECT_NEAR(angle_deg(s.at(5, kSiteCA), s.at(5, kSiteC), s.at(5, kSiteO)), 120.4, 0.2);
    EXPECT_NEAR(norm(s.at(0, kSiteH) - s.at(0, kSiteN)), 1.01, 0.002);
    EXPECT_NEAR(angle_deg(s.at(0, kSiteCA), s.at(0, kSiteN), s.at(0, kSiteH)), 109.5, 0.2);
}

TEST(VirtualSites, BetaCarbonIsTetrahedralAndLeftHanded) {
    const Ideal s;
    for (int i = 0; i < 6; ++i) {
        const auto cb = s.at(i, kSiteCB), ca = s.at(i, kSiteCA), n = s.at(i, kSiteN), c = s.at(i, kSiteC);
        EXPECT_NEAR(norm(cb - ca), 1.53, 0.02);
        EXPECT_NEAR(angle_deg(n, ca, cb), 110.4, 1.5);
        EXPECT_NEAR(angle_deg(c, ca, cb), 110.1, 1.5);
        // L amino acids: N, C, CB run clockwise seen from H
        EXPECT_GT(dot(cross(n - ca, c - ca), cb - ca), 0);
        EXPECT_NEAR(norm(cross(s.at(i, kSiteSC) - ca, cb - ca)), 0, 1e-12);
    }
}

TEST(VirtualSites, SpreadingIsTheChainRule) {
    const auto e = prct::testing::make_example({5, 1, 4}, prct::testing::Shape::coil, 3);
    const int n = e.system.size();
    std::mt19937_64 random(9);
    std::normal_distribution<double> normal;
    Sites weights(n * kSites);  // E = Σ weights · sites, so that dE/dsite is known
    for (auto& w : weights) w = {normal(random), normal(random), normal(random)};
    const auto energy = [&](const Points& atoms) {
        std::vector<double> x;
        for (const auto& a : atoms) x.insert(x.end(), {a.x, a.y, a.z});
        Sites sites;
        build_sites(e.system, x, sites);
        double sum = 0;
        for (std::size_t k = 0; k < sites.size(); ++k) sum += dot(weights[k], sites[k]);
        return sum;
    };
    Points atoms(3 * n), gradient(3 * n);
    for (int a = 0; a < 3 * n; ++a) atoms[a] = {e.positions[3 * a], e.positions[3 * a + 1], e.positions[3 * a + 2]};
    Sites sites, g = weights;
    build_sites(e.system, e.positions, sites);
    std::vector<double> flat(9 * n);
    gather_site_gradients(e.system, sites, g, flat);
    for (int a = 0; a < 3 * n; ++a) gradient[a] = {flat[3 * a], flat[3 * a + 1], flat[3 * a + 2]};
    prct::testing::expect_gradient(energy, atoms, gradient, 1e-8);
}

}  // namespace
