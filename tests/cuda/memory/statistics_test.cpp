#include "memory/statistics.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fake_upstream.hpp"

namespace prct::cuda {
namespace {

TEST(StatisticsResource, CountsWhatIsOutWhatWasAtMostAndInAll) {
    FakeUpstream upstream;
    StatisticsResource memory(upstream);
    const DevicePointer a = memory.allocate(256, {}), b = memory.allocate(1000, {});
    memory.deallocate(a, 256, {});
    const DevicePointer c = memory.allocate(512, {});
    const MemoryStatistics s = memory.statistics();
    EXPECT_EQ(s.current_bytes, 1024U + 512U);
    EXPECT_EQ(s.peak_bytes, 1024U + 512U);
    EXPECT_EQ(s.total_bytes, 256U + 1024U + 512U);
    EXPECT_EQ(s.current_count, 2U);
    EXPECT_EQ(s.peak_count, 2U);
    EXPECT_EQ(s.total_count, 3U);
    memory.deallocate(b, 1000, {});
    memory.deallocate(c, 512, {});
    EXPECT_EQ(memory.statistics().current_bytes, 0U);
    EXPECT_EQ(memory.statistics().current_count, 0U);
    EXPECT_EQ(memory.statistics().peak_bytes, 1024U + 512U);
}

TEST(StatisticsResource, CountsNothingThatUpstreamRefused) {
    FakeUpstream upstream(256);
    StatisticsResource memory(upstream);
    EXPECT_THROW(memory.allocate(512, {}), OutOfMemory);
    EXPECT_EQ(memory.statistics().total_count, 0U);
}

TEST(StatisticsResource, ListsWhatHasNotComeBack) {
    FakeUpstream upstream;
    StatisticsResource memory(upstream);
    EXPECT_EQ(memory.leak_report(), "");
    EXPECT_NO_THROW(memory.check_no_leaks());
    const DevicePointer a = memory.allocate(256, {}), b = memory.allocate(1000, {}), c = memory.allocate(512, {});
    memory.deallocate(b, 1000, {});
    const std::string report =
        "2 blocks of device memory, 768 B, were not given back; destroy their owners before this check\n"
        "  allocation 1: 256 B\n"
        "  allocation 3: 512 B";
    EXPECT_EQ(memory.leak_report(), report);
    try {
        memory.check_no_leaks();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.what(), report);
    }
    memory.deallocate(a, 256, {});
    memory.deallocate(c, 512, {});
    EXPECT_NO_THROW(memory.check_no_leaks());
}

TEST(StatisticsResource, ListsTheOldestOfManyLeaks) {
    FakeUpstream upstream;
    StatisticsResource memory(upstream);
    std::vector<DevicePointer> blocks;
    for (int k = 0; k < 25; ++k) blocks.push_back(memory.allocate(256, {}));
    EXPECT_NE(memory.leak_report().find("allocation 20: "), std::string::npos);
    EXPECT_EQ(memory.leak_report().find("allocation 21: "), std::string::npos);
    EXPECT_TRUE(memory.leak_report().ends_with("and 5 more"));
    for (const DevicePointer block : blocks) memory.deallocate(block, 256, {});
}

}  // namespace
}  // namespace prct::cuda
