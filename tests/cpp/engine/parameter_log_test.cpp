#include "prct/engine/parameter_log.hpp"

#include <gtest/gtest.h>

#include "prct/error.hpp"

namespace {

using namespace prct;

const LiveParameters kFirst{100, 0.01, 4.0}, kSecond{50, 0.009, 3.0}, kThird{20, 0.008, 3.0};

TEST(ParameterLog, AChangeIsTakenOnceAndWrittenDownWithItsStep) {
    const auto block = std::make_shared<ParameterBlock>(kFirst);
    ParameterLog log({}, block);
    EXPECT_EQ(log.next(0, 0, kFirst, false), nullptr);  // the same parameters are no change
    block->publish(kSecond);
    const ParameterChange* change = log.next(0, 7, kFirst, false);
    ASSERT_NE(change, nullptr);
    EXPECT_EQ(change->step, 7);
    EXPECT_EQ(change->version, 2u);
    EXPECT_EQ(change->parameters, kSecond);
    EXPECT_EQ(log.next(1, 8, kSecond, false), nullptr);
    EXPECT_EQ(log.changes().size(), 1u);
}

TEST(ParameterLog, StepsThatWereWalkedBeforeTakeNothingNew) {
    const auto block = std::make_shared<ParameterBlock>(kFirst);
    ParameterLog log({}, block);
    log.next(0, 30, kFirst, false);
    block->publish(kSecond);
    EXPECT_EQ(log.next(0, 10, kFirst, false), nullptr);  // walked again, after a blow-up at step 30
    EXPECT_EQ(log.next(0, 30, kFirst, false), nullptr);
    ASSERT_NE(log.next(0, 31, kFirst, false), nullptr);
    EXPECT_EQ(log.changes()[0].step, 31);
    block->publish(kThird);
    EXPECT_EQ(log.next(0, 20, kFirst, false), nullptr);  // again: the recorded change comes first, at its own step
    EXPECT_EQ(log.next(0, 31, kFirst, false)->parameters, kSecond);
    EXPECT_EQ(log.next(1, 31, kSecond, false), nullptr);
    EXPECT_EQ(log.next(1, 32, kSecond, false)->parameters, kThird);
}

TEST(ParameterLog, AfterTheEndOnlyWhatIsRecordedCounts) {
    const auto block = std::make_shared<ParameterBlock>(kSecond);
    ParameterLog log({{5, 3, kThird}}, block);
    EXPECT_EQ(log.next(0, 40, kFirst, true)->step, 5);
    EXPECT_EQ(log.next(1, 40, kThird, true), nullptr);
}

TEST(ParameterLog, ChangesOutOfOrderAreRefused) {
    EXPECT_THROW(ParameterLog({{9, 2, kSecond}, {8, 3, kThird}}), InputError);
    EXPECT_THROW(ParameterLog({{-1, 2, kSecond}}), InputError);
    EXPECT_THROW(ParameterLog({{0, 2, {10, -0.01, 4}}}), InputError);
}

}  // namespace
