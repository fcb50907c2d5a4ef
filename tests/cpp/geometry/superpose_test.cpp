#include "prct/geometry/superpose.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

#include "prct/error.hpp"

namespace {

using Points = std::vector<prct::Vec3<double>>;

Points random_points(std::size_t count, std::uint64_t seed, double flatness = 1.0) {
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal(0.0, 10.0);
    Points points(count);
    for (auto& p : points) p = {normal(engine), normal(engine), flatness * normal(engine)};
    return points;
}

prct::RigidMotion some_motion() {  // by Rodrigues' formula, apart from the code under test
    const double axis[3] = {2.0 / 7, 3.0 / 7, 6.0 / 7}, angle = 2.2, c = std::cos(angle), s = std::sin(angle);
    prct::RigidMotion m;
    const double cross[9] = {0, -axis[2], axis[1], axis[2], 0, -axis[0], -axis[1], axis[0], 0};
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            m.rotation[3 * i + j] = (i == j ? c : 0.0) + s * cross[3 * i + j] + (1 - c) * axis[i] * axis[j];
    m.translation_a = {100.0, -200.0, 300.0};
    return m;
}

double determinant(const double* r) {
    return r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6]);
}

Points moved(const Points& points, const prct::RigidMotion& motion) {
    Points out;
    for (const auto& p : points) out.push_back(motion.apply(p));
    return out;
}

TEST(Superpose, RecoversARigidMotion) {
    const auto points = random_points(40, 1);
    const auto motion = some_motion();
    const auto found = prct::superpose(points, moved(points, motion));
    EXPECT_LT(found.rmsd_a, 1e-10);
    for (int k = 0; k < 9; ++k) EXPECT_NEAR(found.motion.rotation[k], motion.rotation[k], 1e-12);
    EXPECT_NEAR(found.motion.translation_a.y, motion.translation_a.y, 1e-10);
}

TEST(Superpose, MirrorImageKeepsItsDistance) {
    const auto points = random_points(40, 2);
    auto mirrored = points;
    for (auto& p : mirrored) p.z = -p.z;
    const auto found = prct::superpose(mirrored, points);
    EXPECT_GT(found.rmsd_a, 3.0);
    EXPECT_NEAR(determinant(found.motion.rotation), 1.0, 1e-12);
}

TEST(Superpose, FlatLineAndPointSetsGetAProperRotation) {
    const auto motion = some_motion();
    for (const std::size_t count : {1, 2, 3, 4, 30}) {
        const auto flat = random_points(count, 3, 0.0);
        const auto found = prct::superpose(flat, moved(flat, motion));
        EXPECT_LT(found.rmsd_a, 1e-6) << count;
        EXPECT_NEAR(determinant(found.motion.rotation), 1.0, 1e-12) << count;
    }
    Points line, reversed;
    for (int k = 0; k < 10; ++k) {
        line.push_back({1.0 * k, 2.0 * k, -1.0 * k});
        reversed.push_back({-2.0 * k, 1.0 * k, 1.0 * k});
    }
    EXPECT_LT(prct::superpose(line, reversed).rmsd_a, 1e-6);
    EXPECT_LT(prct::superpose(Points(5), Points(5)).rmsd_a, 1e-12);
}

TEST(Superpose, NoRotationNearTheBestIsBetter) {
    const auto x = random_points(12, 4), y = random_points(12, 5);
    const auto found = prct::superpose(x, y);
    const auto rmsd_after = [&](const prct::RigidMotion& m) {
        double squares = 0.0;
        for (std::size_t k = 0; k < x.size(); ++k) squares += norm2(m.apply(x[k]) - y[k]);
        return std::sqrt(squares / x.size());
    };
    EXPECT_NEAR(rmsd_after(found.motion), found.rmsd_a, 1e-10);
    for (int axis = 0; axis < 3; ++axis)
        for (const double angle : {-0.01, 0.01}) {
            auto turned = found.motion;
            const int a = (axis + 1) % 3, b = (axis + 2) % 3;
            for (int k = 0; k < 3; ++k) {
                turned.rotation[3 * a + k] = std::cos(angle) * found.motion.rotation[3 * a + k] -
                                             std::sin(angle) * found.motion.rotation[3 * b + k];
                turned.rotation[3 * b + k] = std::sin(angle) * found.motion.rotation[3 * a + k] +
                                             std::cos(angle) * found.motion.rotation[3 * b + k];
            }
            prct::Vec3<double> mean_x{}, mean_y{};
            for (std::size_t k = 0; k < x.size(); ++k) mean_x += x[k], mean_y += y[k];
            turned.translation_a = {};
            turned.translation_a = (1.0 / x.size()) * mean_y - turned.apply((1.0 / x.size()) * mean_x);
            EXPECT_GT(rmsd_after(turned), found.rmsd_a);
        }
}

TEST(Superpose, RefusesWhatItCannotUse) {
    EXPECT_THROW(prct::superpose(Points(3), Points(4)), prct::InputError);
    EXPECT_THROW(prct::superpose(Points{}, Points{}), prct::InputError);
    Points broken(3);
    broken[1].y = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(prct::superpose(broken, Points(3)), prct::InputError);
}

}  // namespace
