#include "memory/pool.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "fake_stream_order.hpp"
#include "fake_upstream.hpp"

namespace prct::cuda {
namespace {

constexpr std::size_t mib = std::size_t{1} << 20;
const StreamView a = stream_of(1), b = stream_of(2);

PoolOptions one_slab(std::size_t size_bytes) {
    PoolOptions options;
    options.initial_bytes = options.maximum_bytes = size_bytes;
    return options;
}

std::string refusal(PoolResource& pool, std::size_t size_bytes) {
    try {
        pool.allocate(size_bytes, a);
    } catch (const OutOfMemory& error) {
        return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
}

class PoolTest : public testing::Test {
   protected:
    FakeStreamOrder order;
    FakeUpstream upstream;
};

TEST_F(PoolTest, TakesNothingFromUpstreamBeforeItMust) {
    PoolResource pool(upstream, order);
    EXPECT_EQ(upstream.calls, 0U);
    EXPECT_EQ(pool.figures().waste(), 0.0);
    EXPECT_EQ(pool.figures().fragmentation(), 0.0);
    pool.deallocate(pool.allocate(1000, a), 1000, a);
    EXPECT_EQ(upstream.in_use_bytes, 128 * mib);
}

TEST_F(PoolTest, ABlockServesItsStreamAgainAtOnce) {
    PoolResource pool(upstream, order, one_slab(mib));
    const DevicePointer block = pool.allocate(mib, a);
    pool.deallocate(block, mib, a);
    EXPECT_EQ(pool.allocate(mib, a), block);
    EXPECT_EQ(pool.figures().waits, 0U);
}

TEST_F(PoolTest, ABlockServesAnotherStreamOnceItsEventIsDone) {
    PoolResource pool(upstream, order, one_slab(mib));
    const DevicePointer block = pool.allocate(mib, a);
    pool.deallocate(block, mib, a);
    order.finish();
    EXPECT_EQ(pool.allocate(mib, b), block);
    EXPECT_EQ(pool.figures().waits, 0U);
}

TEST_F(PoolTest, AnotherStreamPrefersWhatIsDoneAndElseWaits) {
    PoolResource pool(upstream, order, one_slab(2 * mib));
    const DevicePointer tight = pool.allocate(mib / 2, a), apart = pool.allocate(mib / 2, a),
                        loose = pool.allocate(mib, a);
    pool.deallocate(loose, mib, a);
    order.finish();
    pool.deallocate(tight, mib / 2, a);
    EXPECT_EQ(pool.allocate(mib / 2, b), loose);
    EXPECT_EQ(pool.figures().waits, 0U);
    const std::uint64_t freed = order.queued(a);
    EXPECT_FALSE(order.is_after(b, a, freed));
    pool.deallocate(pool.allocate(mib / 2, b), mib / 2, b);
    EXPECT_EQ(pool.figures().waits, 0U);
    EXPECT_NE(pool.allocate(mib / 2, b), tight);
    EXPECT_EQ(pool.allocate(mib / 2, b), tight);
    EXPECT_EQ(pool.figures().waits, 1U);
    EXPECT_TRUE(order.is_after(b, a, freed));
    pool.deallocate(apart, mib / 2, a);
}

TEST_F(PoolTest, WaitsForEveryStreamThatFreedAPart) {
    PoolResource pool(upstream, order, one_slab(2 * mib));
    const DevicePointer first = pool.allocate(mib, a), second = pool.allocate(mib, b);
    pool.deallocate(first, mib, a);
    pool.deallocate(second, mib, b);
    const StreamView third = stream_of(3);
    EXPECT_EQ(pool.allocate(2 * mib, third), first);
    EXPECT_TRUE(order.is_after(third, a, order.queued(a)));
    EXPECT_TRUE(order.is_after(third, b, order.queued(b)));
    EXPECT_EQ(upstream.calls, 1U);
}

TEST_F(PoolTest, GrowsBeforeWaitingWhereAskedAndWaitsWhenItCannot) {
    PoolOptions options;
    options.initial_bytes = 2 * mib;
    options.maximum_bytes = 4 * mib;
    options.grow_before_waiting = true;
    PoolResource pool(upstream, order, options);
    const DevicePointer block = pool.allocate(2 * mib, a);
    pool.deallocate(block, 2 * mib, a);
    EXPECT_NE(pool.allocate(2 * mib, b), block);
    EXPECT_EQ(pool.figures().waits, 0U);
    EXPECT_EQ(pool.allocate(2 * mib, b), block);
    EXPECT_EQ(pool.figures().waits, 1U);
}

TEST_F(PoolTest, OtherStreamsWaitForANewSlab) {
    PoolResource pool(upstream, order, one_slab(2 * mib));
    pool.allocate(mib, a);
    EXPECT_EQ(order.queued(a), 1U);
    pool.allocate(mib, b);
    EXPECT_TRUE(order.is_after(b, a, 1));
}

TEST_F(PoolTest, GrowsByAShareOfWhatItHolds) {
    PoolOptions options;
    options.initial_bytes = 64 * mib;
    options.growth = 0.25;
    PoolResource pool(upstream, order, options);
    const std::vector<std::size_t> sizes = {64 * mib, mib, 15 * mib, mib, 100 * mib};
    const std::vector<std::size_t> reserved = {64 * mib, 80 * mib, 80 * mib, 100 * mib, 200 * mib};
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        pool.allocate(sizes[k], a);
        EXPECT_EQ(pool.figures().reserved_bytes, reserved[k]) << k;
    }
    EXPECT_EQ(pool.figures().slabs, 4U);
}

TEST_F(PoolTest, TakesLessThanASlabWhereUpstreamHasNoMore) {
    upstream.limit_bytes = mib;
    PoolResource pool(upstream, order);
    pool.allocate(1000, a);
    EXPECT_EQ(upstream.in_use_bytes, 1024U);
    EXPECT_EQ(
        refusal(pool, mib),
        "a memory pool was asked for 1 MiB; it has 1 KiB in use of 1 KiB reserved, and 0 B free in one piece; run "
        "fewer trajectories at once (the fake card is full)");
}

TEST_F(PoolTest, SaysWhenTheMaximumIsReached) {
    PoolResource pool(upstream, order, one_slab(4 * mib + 100));
    const DevicePointer first = pool.allocate(mib, a);
    pool.allocate(2 * mib, a);
    pool.deallocate(first, mib, a);
    const std::string text =
        "a memory pool was asked for 1.5 MiB; it has 2 MiB in use of 4 MiB reserved, and 1 MiB free in one piece; run "
        "fewer trajectories at once, or raise maximum_bytes (4 MiB)";
    EXPECT_EQ(refusal(pool, mib + mib / 2), text);
    EXPECT_EQ(upstream.in_use_bytes, 4 * mib);
    EXPECT_THROW(pool.allocate(std::numeric_limits<std::size_t>::max() - 4096, a), OutOfMemory);
    EXPECT_NO_THROW(pool.allocate(mib, b));
}

TEST_F(PoolTest, NamesTheLimitThatWasMet) {
    PoolOptions options;
    options.initial_bytes = 2 * mib;
    options.maximum_bytes = 8 * mib;
    PoolResource pool(upstream, order, options);
    pool.allocate(2 * mib, a);
    upstream.limit_bytes = 2 * mib;
    EXPECT_NE(refusal(pool, 2 * mib).find("the fake card is full"), std::string::npos);
    EXPECT_EQ(refusal(pool, 7 * mib).find("the fake card is full"), std::string::npos);
}

TEST_F(PoolTest, ReturnsEmptySlabsToMakeRoomForALargerOne) {
    PoolOptions options;
    options.initial_bytes = 2 * mib;
    options.maximum_bytes = 8 * mib;
    PoolResource pool(upstream, order, options);
    std::vector<DevicePointer> blocks;
    for (int k = 0; k < 4; ++k) blocks.push_back(pool.allocate(2 * mib, a));
    for (int k = 0; k < 3; ++k) pool.deallocate(blocks[k], 2 * mib, a);
    EXPECT_NO_THROW(pool.allocate(6 * mib, b));
    EXPECT_EQ(pool.figures().reserved_bytes, 8 * mib);
    EXPECT_EQ(pool.figures().slabs, 2U);
}

TEST_F(PoolTest, TrimReturnsWhatIsEmptyAfterItsLastUser) {
    PoolOptions options;
    options.initial_bytes = 2 * mib;
    PoolResource pool(upstream, order, options);
    const DevicePointer kept = pool.allocate(2 * mib, a), gone = pool.allocate(2 * mib, a);
    pool.deallocate(gone, 2 * mib, a);
    EXPECT_EQ(pool.trim(b), 2 * mib);
    EXPECT_TRUE(order.is_after(b, a, order.queued(a)));
    EXPECT_EQ(upstream.live.size(), 1U);
    EXPECT_EQ(pool.trim(b), 0U);
    pool.deallocate(kept, 2 * mib, a);
    EXPECT_EQ(pool.trim(a), 2 * mib);
    EXPECT_EQ(pool.figures().reserved_bytes, 0U);
    EXPECT_EQ(order.held(), 0);
}

TEST_F(PoolTest, ReportsItsFigures) {
    PoolResource pool(upstream, order, one_slab(4 * mib));
    const DevicePointer first = pool.allocate(mib, a), second = pool.allocate(mib, a);
    pool.allocate(mib / 2, a);
    pool.deallocate(first, mib, a);
    PoolFigures figures = pool.figures();
    EXPECT_EQ(figures.in_use_bytes, mib + mib / 2);
    EXPECT_EQ(figures.peak_in_use_bytes, 2 * mib + mib / 2);
    EXPECT_EQ(figures.reserved_bytes, 4 * mib);
    EXPECT_EQ(figures.free_bytes, 2 * mib + mib / 2);
    EXPECT_EQ(figures.largest_free_bytes, mib + mib / 2);
    EXPECT_DOUBLE_EQ(figures.fragmentation(), 0.4);
    EXPECT_DOUBLE_EQ(figures.waste(), 0.375);
    pool.deallocate(second, mib, a);
    figures = pool.figures();
    EXPECT_EQ(figures.largest_free_bytes, 2 * mib);
    EXPECT_DOUBLE_EQ(figures.waste(), 0.375);
}

TEST_F(PoolTest, RefusesGrowthThatIsNoShare) {
    PoolOptions options;
    for (const double growth : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
        options.growth = growth;
        EXPECT_THROW(PoolResource(upstream, order, options), InputError);
    }
}

}  // namespace
}  // namespace prct::cuda
