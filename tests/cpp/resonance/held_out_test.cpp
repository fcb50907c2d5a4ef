#include "prct/resonance/held_out.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"
#include "resonance/traces.hpp"

using namespace prct;
using testing_traces::compact_chain;
using testing_traces::distance;

namespace {

/// Contacts of a compact chain, and a false ladder of five between distant parts; the ladder comes last.
std::vector<CaRestraint> contacts_with_ladder(const std::vector<double>& x) {
    std::vector<CaRestraint> contacts;
    const auto n = static_cast<std::int32_t>(x.size() / 3);
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 6; j < n; ++j)
            if (distance(x, i, j) < 8.0) contacts.push_back({i, j, 3.5, 8.0, 1.0});
    std::int32_t best_i = 0, best_j = n - 6;
    for (std::int32_t i = 6; i + 12 < n; ++i)
        for (std::int32_t j = i + 12; j + 6 < n; ++j)
            if (distance(x, i, j) > distance(x, best_i, best_j)) best_i = i, best_j = j;
    for (std::int32_t k = 0; k < 5; ++k) contacts.push_back({best_i + k, best_j + k, 3.5, 8.0, 1.0});
    return contacts;
}

}  // namespace

TEST(HeldOut, AFalseLadderCannotVouchForItself) {
    const std::int32_t n = 90;
    const auto x = compact_chain(n, 2);
    const auto contacts = contacts_with_ladder(x);
    ASSERT_GT(contacts.size(), 60u);
    const std::vector<double> length(contacts.size(), 6.0);
    const auto result = held_out(std::vector<std::int32_t>{0, n}, contacts, length, {});
    double right = 0.0, wrong = 0.0, right_a = 0.0, wrong_a = 0.0;
    const std::size_t real = contacts.size() - 5;
    for (std::size_t e = 0; e < contacts.size(); ++e) {
        (e < real ? right : wrong) += result.agreement[e] / (e < real ? real : 5.0);
        (e < real ? right_a : wrong_a) += result.distance_a[e] / (e < real ? real : 5.0);
        EXPECT_GT(result.agreement[e], 0.0);
        EXPECT_LE(result.agreement[e], 1.0);
    }
    EXPECT_GT(right, wrong + 0.1);
    EXPECT_GT(wrong_a, right_a + 3.0);
}

TEST(HeldOut, NothingGivenNothingFound) {
    EXPECT_TRUE(held_out(std::vector<std::int32_t>{0, 10}, {}, {}, {}).agreement.empty());
}

TEST(HeldOut, RefusesToLeaveOutEverything) {
    HeldOutOptions options;
    options.left_out = 1.0;
    EXPECT_THROW(held_out(std::vector<std::int32_t>{0, 10}, {}, {}, options), InputError);
}
