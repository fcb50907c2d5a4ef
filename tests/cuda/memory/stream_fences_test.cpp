#include "memory/stream_fences.hpp"

#include <gtest/gtest.h>

#include "fake_stream_order.hpp"

namespace prct::cuda {
namespace {

const StreamView a = stream_of(1), b = stream_of(2), c = stream_of(3);

TEST(StreamFences, AreClearToTheirOwnStreamAtOnceAndToOthersWhenDone) {
    FakeStreamOrder order;
    StreamFences fences(order);
    const Fence fence = fences.record(a);
    EXPECT_TRUE(fences.is_clear(nullptr, b));
    EXPECT_TRUE(fences.is_clear(fence, a));
    EXPECT_FALSE(fences.refresh());
    EXPECT_FALSE(fences.is_clear(fence, b));
    order.advance(a);
    EXPECT_FALSE(fences.is_clear(fence, b));
    EXPECT_TRUE(fences.refresh());
    EXPECT_TRUE(fences.is_clear(fence, b));
    EXPECT_TRUE(fence->done());
    EXPECT_FALSE(fences.refresh());
}

TEST(StreamFences, BecomeDoneInTheOrderOfTheirStream) {
    FakeStreamOrder order;
    StreamFences fences(order);
    const Fence first = fences.record(a), other = fences.record(b), second = fences.record(a);
    order.advance(a);
    fences.refresh();
    EXPECT_TRUE(first->done());
    EXPECT_FALSE(second->done());
    EXPECT_FALSE(other->done());
    order.finish();
    fences.refresh();
    EXPECT_TRUE(second->done());
    EXPECT_TRUE(other->done());
}

TEST(StreamFences, AWaitCoversWhatTheStreamFreedBeforeAndNotWhatItFreesAfter) {
    FakeStreamOrder order;
    StreamFences fences(order);
    const Fence first = fences.record(a), second = fences.record(a);
    fences.wait(b, second);
    EXPECT_TRUE(order.is_after(b, a, 2));
    EXPECT_TRUE(fences.is_clear(first, b));
    EXPECT_TRUE(fences.is_clear(second, b));
    EXPECT_FALSE(fences.is_clear(second, c));
    fences.wait(b, first);
    EXPECT_EQ(fences.waits(), 1U);
    EXPECT_FALSE(fences.is_clear(fences.record(a), b));
    order.finish();
}

TEST(StreamFences, ReleaseEventsThatNobodyHolds) {
    FakeStreamOrder order;
    StreamFences fences(order);
    const Fence held = fences.record(a);
    for (int k = 0; k < 100; ++k) fences.record(a);
    EXPECT_EQ(order.held(), 1);
    EXPECT_LE(fences.open_fences(a), 2U);
    const Fence last = fences.record(a);
    order.finish();
    EXPECT_TRUE(fences.refresh());
    EXPECT_TRUE(held->done());
    EXPECT_TRUE(last->done());
    EXPECT_EQ(fences.open_fences(a), 0U);
}

TEST(StreamFences, KeepsAFenceUsableAfterAllThatItsStreamFreedIsDone) {
    FakeStreamOrder order;
    StreamFences fences(order);
    const Fence fence = fences.record(a);
    order.finish();
    fences.refresh();
    fences.wait(b, fence);
    EXPECT_EQ(fences.waits(), 0U);
}

}  // namespace
}  // namespace prct::cuda
