#include "prct/parameters/pair_potential_table.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "prct/error.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"

namespace {

using namespace prct;

struct Table {
    std::vector<double> pair = std::vector<double>(std::size_t(type_pairs) * pair_coefficients, 0.0);
    std::vector<double> burial = std::vector<double>(std::size_t(residue_types) * burial_coefficients, 0.5);

    void expect_refused(const std::string& why) const {
        try {
            checked_pair_potential(pair, burial);
            FAIL() << why;
        } catch (const InputError& e) {
            EXPECT_NE(std::string(e.what()).find(why), std::string::npos) << e.what();
        }
    }
};

TEST(PairPotentialTable, TheLibrarysOwnPassesItsChecks) {
    const PairPotentialTable& own = pair_potential_table();
    const PairPotentialTable again = checked_pair_potential(own.pair, own.burial);
    EXPECT_EQ(again.pair, own.pair);
    EXPECT_EQ(again.burial, own.burial);
}

TEST(PairPotentialTable, EndsThatAreNotSmoothAreNamed) {
    Table start;
    start.pair[41 * pair_coefficients + 1] = 1;
    start.expect_refused("pair curve 41: begins with a slope");
    for (int k = pair_coefficients - 3; k < pair_coefficients; ++k) {
        Table end;
        end.pair[209 * pair_coefficients + k] = -1e-9;
        end.expect_refused("pair curve 209: does not vanish");
    }
}

TEST(PairPotentialTable, OtherSizesAndNumbersAreRefused) {
    Table lost;
    lost.burial[7] = std::numeric_limits<double>::quiet_NaN();
    lost.expect_refused("burial potential has a coefficient that is not finite");
    Table few;
    few.pair.pop_back();
    few.expect_refused("2729 coefficients; pass 2730");
}

}  // namespace
