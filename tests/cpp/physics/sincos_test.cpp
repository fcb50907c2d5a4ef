#include "prct/physics/sincos.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace {

struct Errors {
    double absolute = 0;  // in units of epsilon
    double ulp = 0;       // in units of the last place of the result
};

template <class T>
Errors worst_error(double low, double high, int count) {
    Errors worst;
    for (int i = 0; i < count; ++i) {
        const T angle = static_cast<T>(low + (high - low) * (i + 0.5) / count);
        const auto got = prct::sincos_reduced(angle);
        const long double exact = angle;
        for (const auto& [value, reference] :
             {std::pair{got.sin, std::sin(exact)}, std::pair{got.cos, std::cos(exact)}}) {
            const double error = static_cast<double>(std::abs(value - reference));
            const T size = static_cast<T>(std::abs(reference));
            const double place = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
            worst.absolute = std::max(worst.absolute, error / static_cast<double>(std::numeric_limits<T>::epsilon()));
            worst.ulp = std::max(worst.ulp, error / place);
        }
    }
    return worst;
}

template <class T>
class SinCos : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(SinCos, Scalars);

TYPED_TEST(SinCos, IsWithinTwoUnitsOfTheLastPlaceOnTheCircle) {
    const Errors worst = worst_error<TypeParam>(-3.14159265358979, 3.14159265358979, 400001);
    EXPECT_LT(worst.ulp, 2.0);
    EXPECT_LT(worst.absolute, 1.0);
}

TYPED_TEST(SinCos, KeepsItsAbsoluteErrorUpToTheLimit) {
    const double limit = prct::SinCosTable<TypeParam>::limit;
    EXPECT_LT(worst_error<TypeParam>(-limit, limit, 400001).absolute, 1.0);
    EXPECT_LT(worst_error<TypeParam>(limit * 0.999, limit, 100001).absolute, 1.0);
}

TYPED_TEST(SinCos, IsExactWhereItCanBe) {
    const auto zero = prct::sincos_reduced(TypeParam(0));
    EXPECT_EQ(zero.sin, TypeParam(0));
    EXPECT_EQ(zero.cos, TypeParam(1));
    const auto tiny = prct::sincos_reduced(TypeParam(1e-20));
    EXPECT_EQ(tiny.sin, TypeParam(1e-20));
}

}  // namespace
