#include "memory/memory_resource.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "fake_stream_order.hpp"
#include "fake_upstream.hpp"

namespace prct::cuda {
namespace {

TEST(MemoryResource, RoundsEverySizeUpToTheAlignment) {
    FakeUpstream upstream;
    const DevicePointer first = upstream.allocate(1, {}), second = upstream.allocate(300, {});
    EXPECT_EQ(first % 256, 0U);
    EXPECT_EQ(second % 256, 0U);
    EXPECT_EQ(upstream.in_use_bytes, 256U + 512U);
    upstream.deallocate(first, 1, {});
    upstream.deallocate(second, 300, {});
}

TEST(MemoryResource, GivesNothingForNothing) {
    FakeUpstream upstream;
    EXPECT_EQ(upstream.allocate(0, {}), 0U);
    upstream.deallocate(0, 0, {});
    EXPECT_EQ(upstream.calls, 0U);
}

TEST(MemoryResource, RefusesSizesThatCannotBeRounded) {
    FakeUpstream upstream;
    EXPECT_THROW(upstream.allocate(std::numeric_limits<std::size_t>::max(), {}), OutOfMemory);
    EXPECT_EQ(upstream.calls, 0U);
}

TEST(StreamView, IsTheDriversHandle) {
    EXPECT_EQ(StreamView{}, stream_of(0));
    EXPECT_FALSE(stream_of(1) == stream_of(2));
    EXPECT_TRUE(stream_of(1) < stream_of(2));
}

}  // namespace
}  // namespace prct::cuda
