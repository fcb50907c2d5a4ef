#include "prct/physics/fire_pace.h"

#include <gtest/gtest.h>

namespace {

TEST(FirePace, GrowsAfterPatienceUpToTheLongestStepAndBeginsAgainAfterAStop) {
    prct::FirePace<double> pace{0.04};
    for (int k = 0; k < 5; ++k) pace.go_on(0.16);
    EXPECT_EQ(pace.step, 0.04);
    pace.go_on(0.16);
    EXPECT_DOUBLE_EQ(pace.step, 0.044);
    EXPECT_DOUBLE_EQ(pace.mix, 0.099);
    for (int k = 0; k < 50; ++k) pace.go_on(0.16);
    EXPECT_EQ(pace.step, 0.16);
    pace.stop();
    EXPECT_EQ(pace.step, 0.08);
    EXPECT_EQ(pace.mix, 0.1);
    EXPECT_EQ(pace.downhill, 0);
}

}  // namespace
