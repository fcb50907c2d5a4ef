// Guards cmake/arch_flags.cmake: without its flags g++ 12 gets these constants wrong under AVX-512.
#include <gtest/gtest.h>

#include <vector>

namespace {

[[gnu::noinline]] double sum(const std::vector<double>& values) {
    double total = 0.0;
    for (const double value : values) total += value;
    return total;
}

TEST(Constants, SurviveTheCompiler) {
    const std::vector<double> once{1, 1, 1, 0, 0, 0, 0, 0};
    EXPECT_EQ(sum(once), 3.0);
    for (int repeat = 0; repeat < 3; ++repeat) EXPECT_EQ(sum(std::vector<double>{1, 1, 1, 0, 0, 0, 0, 0}), 3.0);
}

}  // namespace
