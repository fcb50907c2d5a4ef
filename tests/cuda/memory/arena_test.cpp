#include "memory/arena.hpp"

#include <gtest/gtest.h>

#include "fake_stream_order.hpp"
#include "fake_upstream.hpp"

namespace prct::cuda {
namespace {

TEST(ArenaResource, LaysBlocksOneAfterAnotherInOneUpstreamBlock) {
    FakeUpstream upstream;
    ArenaResource arena(upstream, 1000, {});
    EXPECT_EQ(arena.capacity_bytes(), 1024U);
    const DevicePointer a = arena.allocate(10, {}), b = arena.allocate(512, {}), c = arena.allocate(256, {});
    EXPECT_EQ(upstream.live.begin()->first, a);
    EXPECT_EQ(b, a + 256);
    EXPECT_EQ(c, b + 512);
    EXPECT_EQ(upstream.calls, 1U);
    EXPECT_EQ(arena.used_bytes(), 1024U);
}

TEST(ArenaResource, FreesAllAtOnceAndRemembersTheMost) {
    FakeUpstream upstream;
    ArenaResource arena(upstream, 1024, {});
    const DevicePointer a = arena.allocate(768, {});
    arena.deallocate(a, 768, {});
    EXPECT_EQ(arena.used_bytes(), 768U);
    arena.release();
    EXPECT_EQ(arena.used_bytes(), 0U);
    EXPECT_EQ(arena.allocate(256, {}), a);
    EXPECT_EQ(arena.high_water_bytes(), 768U);
}

TEST(ArenaResource, RefusesBeyondItsCapacityWithTheFigures) {
    FakeUpstream upstream;
    ArenaResource arena(upstream, 4096, {});
    arena.allocate(3072, {});
    try {
        arena.allocate(1025, {});
        FAIL() << "no error";
    } catch (const OutOfMemory& error) {
        EXPECT_STREQ(error.what(),
                     "an arena was asked for 1.2 KiB with 3 KiB of its 4 KiB in use; release it between launches, or "
                     "give it the sum of the workspaces");
    }
    EXPECT_NO_THROW(arena.allocate(1024, {}));
}

TEST(ArenaResource, ServesOneStream) {
    FakeUpstream upstream;
    ArenaResource arena(upstream, 1024, stream_of(1));
    EXPECT_NO_THROW(arena.allocate(256, stream_of(1)));
    EXPECT_THROW(arena.allocate(256, stream_of(2)), InputError);
}

TEST(ArenaResource, PassesOnThatUpstreamIsFull) {
    FakeUpstream upstream(512);
    EXPECT_THROW(ArenaResource(upstream, 1024, {}), OutOfMemory);
}

}  // namespace
}  // namespace prct::cuda
