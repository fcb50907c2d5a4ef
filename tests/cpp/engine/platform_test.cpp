#include "prct/engine/platform.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/synthetic_chain.hpp"
#include "prct/error.hpp"

namespace {

using namespace prct;
using prct::testing::make_example;
using prct::testing::Shape;

TEST(Platform, ForcesDependOnTheSkinOfListsByRoundingAlone) {
    const auto e = make_example({60}, Shape::helical, 5);
    std::vector<double> at = e.positions, expected(at.size()), found(at.size());
    const auto plain = make_platform("reference")->create(e.system);
    for (const double skin_a : {0.3, 1.0, 4.0, 9.0}) {
        const auto context = make_platform("cpu-f64", 1, skin_a)->create(e.system);
        at = e.positions;
        for (int move = 0; move < 6; ++move) {  // lists hold for some of them, and are made anew for others
            const double want = plain->compute(at, {}, e.alpha, expected).total();
            EXPECT_NEAR(context->compute(at, {}, e.alpha, found).total(), want, 1e-9 * std::abs(want)) << skin_a;
            for (std::size_t k = 0; k < at.size(); ++k) {
                EXPECT_NEAR(found[k], expected[k], 1e-6) << skin_a;
                at[k] += 0.15 * std::sin(static_cast<double>(k + 7 * move));
            }
        }
    }
}

TEST(Platform, ASkinThatIsNoLengthIsRefused) {
    for (const double bad : {0.0, -1.0, 1.0 / 0.0, 0.0 / 0.0}) EXPECT_THROW(make_platform("cpu", 1, bad), InputError);
}

}  // namespace
