#include "prct/physics/vec3.h"

#include <gtest/gtest.h>

namespace {

using prct::Vec3;

TEST(Vec3, CrossIsRightHandedAndOrthogonal) {
    const Vec3<double> a{1.0, 2.0, -0.5}, b{-3.0, 0.25, 4.0};
    const auto c = cross(a, b);
    EXPECT_NEAR(dot(a, c), 0.0, 1e-14);
    EXPECT_NEAR(dot(b, c), 0.0, 1e-14);
    EXPECT_EQ(cross(Vec3<double>{1, 0, 0}, Vec3<double>{0, 1, 0}).z, 1.0);
    // Lagrange's identity
    EXPECT_NEAR(norm2(c), norm2(a) * norm2(b) - dot(a, b) * dot(a, b), 1e-12);
}

TEST(Vec3, SumsAndMultiples) {
    Vec3<double> a{1, 2, 3};
    a += Vec3<double>{1, 1, 1};
    a -= 2.0 * Vec3<double>{1, 0, 0};
    const auto b = -(a - Vec3<double>{0, 3, 0});
    EXPECT_EQ(b.x, 0.0);
    EXPECT_EQ(b.y, 0.0);
    EXPECT_EQ(b.z, -4.0);
    EXPECT_DOUBLE_EQ(norm(Vec3<double>{3, 0, 4}), 5.0);
}

}  // namespace
