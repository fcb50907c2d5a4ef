// Each term of Eq. 4 as the reference computes it: gradient against differences, no net force, no net torque.
#include "engine/synthetic_chain.hpp"
#include "physics/central_difference.hpp"
#include "prct/engine/platform.hpp"

namespace {

using namespace prct;
using prct::testing::Points;
using prct::testing::Shape;

Points points(const std::vector<double>& flat) {
    Points p;
    for (std::size_t k = 0; k < flat.size(); k += 3) p.push_back({flat[k], flat[k + 1], flat[k + 2]});
    return p;
}

class Hamiltonian : public ::testing::TestWithParam<int> {};

TEST_P(Hamiltonian, GradientIsThatOfTheEnergyAndBalances) {
    for (const Shape shape : {Shape::helical, Shape::coil}) {
        const auto e = prct::testing::make_example({9, 5}, shape, 21);
        TermScales scales;
        scales.factor.fill(0.0);
        scales.factor[GetParam()] = 1;
        scales.saturation = 0.5;
        const auto context = make_platform("reference")->create(e.system);
        std::vector<double> g(e.positions.size()), unused(g.size());
        context->compute(e.positions, scales, e.alpha, g);
        const auto energy = [&](const Points& atoms) {
            std::vector<double> x;
            for (const auto& a : atoms) x.insert(x.end(), {a.x, a.y, a.z});
            return context->compute(x, scales, e.alpha, unused).total();
        };
        prct::testing::expect_gradient(energy, points(e.positions), points(g), 1e-6, 1e-5);
        Vec3<double> force, torque;
        const Points at = points(e.positions), pull = points(g);
        for (std::size_t k = 0; k < at.size(); ++k) {
            force += pull[k];
            torque += cross(at[k], pull[k]);
        }
        EXPECT_LT(norm(force), 1e-10);
        EXPECT_LT(norm(torque), 1e-8);
    }
}

INSTANTIATE_TEST_SUITE_P(Terms, Hamiltonian, ::testing::Range(0, int(kTerms)),
                         [](const auto& info) { return std::string(kTermNames[info.param]); });

TEST(CpuThreads, AnyNumberGivesTheSameBytes) {
    const auto e = prct::testing::make_example({700, 420}, Shape::coil, 2);
    for (const std::string name : {"cpu", "cpu-f64"}) {
        std::vector<double> one(e.positions.size()), many(one.size());
        const auto t1 = make_platform(name, 1)->create(e.system)->compute(e.positions, TermScales{}, e.alpha, one);
        for (const int threads : {2, 3, 7}) {
            const auto t = make_platform(name, threads)->create(e.system)->compute(e.positions, {}, e.alpha, many);
            EXPECT_EQ(one, many) << name << ' ' << threads;
            EXPECT_EQ(t1.value, t.value) << name << ' ' << threads;
        }
    }
}

}  // namespace
