// The pool against an oracle that knows of every 256 B who has it, or who had it last and when that was over.
#include <gtest/gtest.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "fake_stream_order.hpp"
#include "fake_upstream.hpp"
#include "memory/pool.hpp"
#include "prct/graph/random_stream.hpp"

namespace prct::cuda {
namespace {

constexpr std::size_t grain_bytes = 256, maximum_bytes = std::size_t{16} << 20;
constexpr std::uintptr_t streams = 4;

/// One `grain_bytes` of the device.
struct Grain {
    bool in_use = false;
    StreamView freed_on;
    std::uint64_t freed_at = 0;
};

class Oracle {
   public:
    Oracle(FakeStreamOrder& order, FakeUpstream& upstream) : order_(order), upstream_(upstream) {
        upstream.on_deallocate = [this](DevicePointer slab, std::size_t size_bytes, StreamView stream) {
            check(slab, size_bytes, stream);
            for (std::size_t k = 0; k < size_bytes; k += grain_bytes) grains_.erase(slab + k);
        };
    }

    void take(DevicePointer block, std::size_t size_bytes, StreamView stream) {
        ASSERT_EQ(block % grain_bytes, 0U);
        check(block, size_bytes, stream);
        auto slab = upstream_.live.upper_bound(block);
        ASSERT_NE(slab, upstream_.live.begin());
        --slab;
        ASSERT_LE(block + size_bytes, slab->first + slab->second) << "the block leaves its slab";
        for (std::size_t k = 0; k < size_bytes; k += grain_bytes) grains_[block + k].in_use = true;
        in_use_bytes += (size_bytes + grain_bytes - 1) / grain_bytes * grain_bytes;
    }

    /// Call after the pool was told.
    void give(DevicePointer block, std::size_t size_bytes, StreamView stream) {
        for (std::size_t k = 0; k < size_bytes; k += grain_bytes)
            grains_[block + k] = {false, stream, order_.queued(stream)};
        in_use_bytes -= (size_bytes + grain_bytes - 1) / grain_bytes * grain_bytes;
    }

    /// The longest piece of a slab that nobody has.
    std::size_t largest_hole_bytes() {
        std::size_t largest = 0;
        for (const auto& [slab, size_bytes] : upstream_.live) {
            std::size_t hole = 0;
            for (std::size_t k = 0; k < size_bytes; k += grain_bytes) {
                hole = grains_[slab + k].in_use ? 0 : hole + grain_bytes;
                largest = std::max(largest, hole);
            }
        }
        return largest;
    }

    std::size_t in_use_bytes = 0;

   private:
    /// Whether `stream` may have this piece now.
    void check(DevicePointer block, std::size_t size_bytes, StreamView stream) {
        for (std::size_t k = 0; k < size_bytes; k += grain_bytes) {
            const Grain& grain = grains_[block + k];
            ASSERT_FALSE(grain.in_use) << "the block overlaps another";
            ASSERT_TRUE(grain.freed_on == stream || order_.is_after(stream, grain.freed_on, grain.freed_at))
                << "the stream does not wait for the last user";
        }
    }

    FakeStreamOrder& order_;
    FakeUpstream& upstream_;
    std::unordered_map<DevicePointer, Grain> grains_;
};

struct LiveBlock {
    DevicePointer address;
    std::size_t size_bytes;
    StreamView stream;
};

/// Mostly small, at times a good part of the maximum.
std::size_t random_size_bytes(RandomStream& random) {
    const std::uint32_t most = random.below(10) == 0 ? 4 << 20 : random.below(3) == 0 ? 400000 : 20000;
    return 1 + random.below(most);
}

class PoolStressTest : public testing::TestWithParam<bool> {
   protected:
    PoolStressTest() {
        options.initial_bytes = std::size_t{2} << 20;
        options.maximum_bytes = maximum_bytes;
        options.grow_before_waiting = GetParam();
    }

    void allocate(PoolResource& pool, StreamView stream) {
        const std::size_t size_bytes = random_size_bytes(random);
        try {
            const DevicePointer block = pool.allocate(size_bytes, stream);
            oracle.take(block, size_bytes, stream);
            live.push_back({block, size_bytes, stream});
        } catch (const OutOfMemory&) {
            ++refusals;
            EXPECT_LT(oracle.largest_hole_bytes(), size_bytes);
            EXPECT_LT(maximum_bytes - upstream.in_use_bytes, size_bytes);
        }
    }

    void free(PoolResource& pool, std::size_t k) {
        std::swap(live[k], live.back());
        const LiveBlock block = live.back();
        live.pop_back();
        pool.deallocate(block.address, block.size_bytes, block.stream);
        oracle.give(block.address, block.size_bytes, block.stream);
    }

    void step(PoolResource& pool, bool filling) {
        const StreamView stream = stream_of(1 + random.below(streams));
        const std::uint32_t kind = random.below(100);
        if (kind < 20)
            order.advance(stream);
        else if (kind < 21)
            pool.trim(stream);
        else if (live.empty() || kind < (filling ? 68U : 52U))
            allocate(pool, stream);
        else
            free(pool, random.below(static_cast<std::uint32_t>(live.size())));
    }

    RandomStream random{20};
    FakeStreamOrder order;
    FakeUpstream upstream;
    Oracle oracle{order, upstream};
    PoolOptions options;
    std::vector<LiveBlock> live;
    int refusals = 0;
};

TEST_P(PoolStressTest, NeverHandsOutWhatIsNotFree) {
    PoolResource pool(upstream, order, options);
    for (int k = 0; k < 20000 && !HasFatalFailure(); ++k) {
        step(pool, k / 1000 % 2 == 0);
        ASSERT_EQ(pool.figures().in_use_bytes, oracle.in_use_bytes);
        ASSERT_EQ(pool.figures().reserved_bytes, upstream.in_use_bytes);
        ASSERT_LE(upstream.in_use_bytes, maximum_bytes);
        if (k % 100 != 0) continue;
        ASSERT_EQ(pool.figures().largest_free_bytes, oracle.largest_hole_bytes());
    }
    EXPECT_GT(refusals, 100);
    EXPECT_GT(pool.figures().waits, 100U);
    while (!live.empty()) free(pool, live.size() - 1);
    const std::size_t reserved_bytes = upstream.in_use_bytes;
    EXPECT_EQ(pool.trim(stream_of(1)), reserved_bytes) << "a slab is not one free block again";
    EXPECT_EQ(order.held(), 0);
}

INSTANTIATE_TEST_SUITE_P(WaitingAndGrowing, PoolStressTest, testing::Bool());

TEST(PoolMerging, LeavesOneFreeBlockWhenAllIsFreed) {
    FakeStreamOrder order;
    FakeUpstream upstream;
    PoolOptions options;
    options.initial_bytes = options.maximum_bytes = maximum_bytes;
    PoolResource pool(upstream, order, options);
    RandomStream random(7);
    std::vector<LiveBlock> live;
    for (int k = 0; k < 3000; ++k) {
        const StreamView stream = stream_of(1 + random.below(streams));
        const std::size_t size_bytes = 1 + random.below(5000);
        live.push_back({pool.allocate(size_bytes, stream), size_bytes, stream});
    }
    for (; !live.empty(); live.pop_back()) {
        std::swap(live[random.below(static_cast<std::uint32_t>(live.size()))], live.back());
        pool.deallocate(live.back().address, live.back().size_bytes, live.back().stream);
    }
    EXPECT_EQ(pool.figures().largest_free_bytes, maximum_bytes);
    EXPECT_EQ(pool.figures().fragmentation(), 0.0);
    order.finish();
    const std::uint64_t waits = pool.figures().waits;
    EXPECT_NO_THROW(pool.allocate(maximum_bytes, stream_of(9)));
    EXPECT_EQ(pool.figures().waits, waits);
    EXPECT_EQ(order.held(), 0);
}

}  // namespace
}  // namespace prct::cuda
