#include "prct/resonance/ca_field.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"
#include "prct/physics/ca_sites.h"
#include "resonance/traces.hpp"

using namespace prct;

namespace {

std::vector<Vec4> jittered(std::int32_t n, unsigned seed, bool four) {
    const auto x = testing_traces::compact_chain(n, seed);
    std::mt19937 rng(seed + 1);
    std::vector<Vec4> r;
    for (std::int32_t i = 0; i < n; ++i) {
        const auto u = [&] { return static_cast<double>(rng() % 2001) / 1000.0 - 1.0; };
        r.push_back({x[3 * i] + 0.5 * u(), x[3 * i + 1] + 0.5 * u(), x[3 * i + 2] + 0.5 * u(), four ? u() : 0.0});
    }
    return r;
}

struct FieldCase {
    Loss loss;
    double bisector, normal;
    bool four;
};

}  // namespace

class CaFieldGradient : public testing::TestWithParam<FieldCase> {};

TEST_P(CaFieldGradient, AgreesWithCentralDifferencesAndExertsNoNetForce) {
    const auto [loss, bisector, normal, four] = GetParam();
    const std::vector<std::int32_t> starts{0, 25, 40};
    CaFieldOptions options;
    options.loss = loss;
    options.cb_bisector_a = bisector;
    options.cb_normal_a = normal;
    options.absence_k = 0.4;
    std::vector<CaRestraint> restraints{
        {1, 30, 4.0, 8.0, 1.0}, {3, 20, 2.0, 3.0, 0.7}, {5, 39, 60.0, 70.0, 0.5}, {0, 24, 6.0, 6.0, 2.0}};
    auto r = jittered(40, 11, four);
    const CaFieldPhase phase{3.0, 0.8, four ? 0.6 : 0.0};
    CaField field(starts, restraints, options);
    std::vector<Vec4> g(40), scratch(40);
    field.evaluate(r, phase, g);
    Vec4 total;
    double scale = 0.0;
    for (const auto& v : g) {
        total += Vec4{v.x, v.y, v.z, 0.0};
        scale = std::max(scale, norm(v));
    }
    EXPECT_LT(norm(total), 1e-10 * scale * 40);
    const double h = 1e-5;
    for (std::int32_t i = 0; i < 40; ++i)
        for (const auto axis : {&Vec4::x, &Vec4::y, &Vec4::z, &Vec4::w}) {
            if (axis == &Vec4::w && !four) continue;
            const double at = r[i].*axis;
            r[i].*axis = at + h;
            const double up = field.evaluate(r, phase, scratch);
            r[i].*axis = at - h;
            const double down = field.evaluate(r, phase, scratch);
            r[i].*axis = at;
            EXPECT_NEAR(g[i].*axis, (up - down) / (2.0 * h), 2e-6 * scale);
        }
}

INSTANTIATE_TEST_SUITE_P(Losses, CaFieldGradient,
                         testing::Values(FieldCase{Loss::huber, 0.0, 0.0, false},
                                         FieldCase{Loss::huber, 1.13, 0.0, true},
                                         FieldCase{Loss::geman_mcclure, 1.13, -0.93, false},
                                         FieldCase{Loss::geman_mcclure, 1.5, 0.0, true}));

TEST(CaField, IsAchiralWithoutTheNormal) {
    const std::vector<std::int32_t> starts{0, 40};
    CaFieldOptions options;
    options.cb_bisector_a = 1.13;
    options.absence_k = 0.3;
    const std::vector<CaRestraint> restraints{{1, 30, 4.0, 8.0, 1.0}, {10, 25, 2.0, 3.0, 1.0}};
    auto r = jittered(40, 3, false);
    std::vector<Vec4> g(40);
    const double energy = CaField(starts, restraints, options).evaluate(r, {}, g);
    for (auto& p : r) p.x = -p.x;
    EXPECT_DOUBLE_EQ(CaField(starts, restraints, options).evaluate(r, {}, g), energy);
    options.cb_normal_a = -0.93;
    const double chiral = CaField(starts, restraints, options).evaluate(r, {}, g);
    for (auto& p : r) p.x = -p.x;
    EXPECT_GT(std::abs(CaField(starts, restraints, options).evaluate(r, {}, g) - chiral), 1e-3);
}

TEST(CaField, ListsSurviveAWalkAcrossTheirSkin) {
    const std::vector<std::int32_t> starts{0, 300};
    CaFieldOptions options;
    options.cb_bisector_a = 1.13;
    options.absence_k = 0.3;
    auto r = jittered(300, 4, false);
    CaField kept(starts, {}, options);
    std::vector<Vec4> g(300), fresh_g(300);
    for (int step = 0; step < 30; ++step) {
        for (std::size_t i = 0; i < r.size(); ++i) r[i].x += 0.3 * std::sin(0.7 * static_cast<double>(i) + step);
        const double energy = kept.evaluate(r, {}, g);
        EXPECT_NEAR(CaField(starts, {}, options).evaluate(r, {}, fresh_g), energy, 1e-9 * std::abs(energy));
    }
}

TEST(CaField, RefusesARestraintThatCannotHold) {
    const std::vector<std::int32_t> starts{0, 10};
    EXPECT_THROW(CaField(starts, {{1, 1, 0.0, 1.0, 1.0}}, {}), InputError);
    EXPECT_THROW(CaField(starts, {{1, 12, 0.0, 1.0, 1.0}}, {}), InputError);
    EXPECT_THROW(CaField(starts, {{1, 5, 3.0, 1.0, 1.0}}, {}), InputError);
    EXPECT_THROW(CaField(starts, {{1, 5, 0.0, 1.0, -1.0}}, {}), InputError);
}
