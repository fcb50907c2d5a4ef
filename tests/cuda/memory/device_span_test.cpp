#include "memory/device_span.hpp"

#include <gtest/gtest.h>

namespace prct::cuda {
namespace {

TEST(DeviceSpan, IsAnAddressAndACount) {
    const DeviceSpan<double> span(4096, 10);
    EXPECT_EQ(span.address(), 4096U);
    EXPECT_EQ(reinterpret_cast<DevicePointer>(span.device_data()), 4096U);
    EXPECT_EQ(span.size(), 10U);
    EXPECT_EQ(span.size_bytes(), 80U);
    EXPECT_FALSE(span.empty());
    EXPECT_TRUE(DeviceSpan<double>().empty());
}

TEST(DeviceSpan, HasParts) {
    const DeviceSpan<double> part = DeviceSpan<double>(4096, 10).subspan(3, 2);
    EXPECT_EQ(part.address(), 4096U + 24U);
    EXPECT_EQ(part.size(), 2U);
}

TEST(DeviceSpan, TurnsReadOnlyButNotBack) {
    const DeviceSpan<const int> reading = DeviceSpan<int>(512, 3);
    EXPECT_EQ(reading.address(), 512U);
    EXPECT_EQ(reading.size(), 3U);
    EXPECT_FALSE((std::is_convertible_v<DeviceSpan<const int>, DeviceSpan<int>>));
    EXPECT_FALSE((std::is_convertible_v<DeviceSpan<double>, DeviceSpan<int>>));
}

}  // namespace
}  // namespace prct::cuda
