#include "memory/buffer.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "fake_stream_order.hpp"
#include "fake_upstream.hpp"

namespace prct::cuda {
namespace {

TEST(DeviceBuffer, OwnsItsBlockAsLongAsItLives) {
    FakeUpstream upstream;
    {
        DeviceBuffer<double> buffer(100, upstream, {});
        EXPECT_EQ(upstream.in_use_bytes, 1024U);
        EXPECT_EQ(buffer.size(), 100U);
        EXPECT_EQ(buffer.size_bytes(), 800U);
        EXPECT_EQ(buffer.span().address(), buffer.address());
        EXPECT_EQ(buffer.span().size(), 100U);
        EXPECT_TRUE((std::is_same_v<decltype(std::as_const(buffer).span()), DeviceSpan<const double>>));
    }
    EXPECT_EQ(upstream.in_use_bytes, 0U);
}

TEST(DeviceBuffer, MovesAndLeavesNothingBehind) {
    FakeUpstream upstream;
    DeviceBuffer<int> first(100, upstream, stream_of(1)), second(50, upstream, stream_of(2));
    const DevicePointer address = first.address();
    DeviceBuffer<int> third(std::move(first));
    EXPECT_EQ(third.address(), address);
    EXPECT_EQ(first.size(), 0U);
    second = std::move(third);
    EXPECT_EQ(second.address(), address);
    EXPECT_EQ(second.stream(), stream_of(1));
    EXPECT_EQ(third.size(), 0U);
    EXPECT_EQ(upstream.live.size(), 1U);
    EXPECT_FALSE(std::is_copy_constructible_v<DeviceBuffer<int>>);
    EXPECT_FALSE(std::is_copy_assignable_v<DeviceBuffer<int>>);
}

TEST(DeviceBuffer, IsGivenBackInTheOrderOfItsLastStream) {
    FakeUpstream upstream;
    StreamView seen;
    upstream.on_deallocate = [&](DevicePointer, std::size_t, StreamView stream) { seen = stream; };
    DeviceBuffer<int> buffer(100, upstream, stream_of(1));
    buffer.set_stream(stream_of(2));
    buffer.reset();
    EXPECT_EQ(seen, stream_of(2));
    EXPECT_EQ(buffer.size(), 0U);
    EXPECT_EQ(upstream.in_use_bytes, 0U);
}

TEST(DeviceBuffer, AsksForNothingWhenEmpty) {
    FakeUpstream upstream;
    const DeviceBuffer<int> buffer(0, upstream, {});
    EXPECT_EQ(buffer.address(), 0U);
    EXPECT_EQ(upstream.calls, 0U);
}

TEST(DeviceBuffer, RefusesCountsWhoseBytesCannotBeCounted) {
    FakeUpstream upstream;
    EXPECT_THROW(DeviceBuffer<double>(std::size_t{1} << 61, upstream, {}), OutOfMemory);
}

}  // namespace
}  // namespace prct::cuda
