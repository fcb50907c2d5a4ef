#include "prct/engine/absence.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"

using namespace prct;

TEST(Absence, HoldsForAllThatIsApartAndNotNamed) {
    const std::vector<std::int32_t> starts{0, 60, 130};
    const std::vector<Absence::Pair> named{{3, 129}, {20, 4}, {4, 20}, {4, 30}};
    const Absence absence(starts, 6, named);
    EXPECT_EQ(absence.size(), 130);
    for (int i = 0; i < 130; ++i)
        for (int j = 0; j < 130; ++j) {
            const bool apart = (i < 60) != (j < 60) || std::abs(i - j) >= 6;
            bool is_named = false;
            for (const auto& [a, b] : named) is_named |= (i == a && j == b) || (i == b && j == a);
            EXPECT_EQ(absence.test(i, j), apart && !is_named) << i << " " << j;
        }
}

TEST(Absence, IsEmptyUnlessMade) {
    EXPECT_TRUE(Absence().empty());
    const Absence everything(std::vector<std::int32_t>{0, 10}, 6, {});
    EXPECT_FALSE(everything.empty());
    EXPECT_TRUE(everything.test(0, 9));
}

TEST(Absence, RefusesNamesOutOfRange) {
    const std::vector<std::int32_t> starts{0, 10};
    for (const Absence::Pair wrong : {Absence::Pair{-1, 3}, Absence::Pair{3, 10}})
        EXPECT_THROW(Absence(starts, 6, std::vector{wrong}), InputError);
}
