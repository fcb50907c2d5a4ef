#include "memory/memory_misuse.hpp"

#include <gtest/gtest.h>

#include "fake_stream_order.hpp"
#include "fake_upstream.hpp"
#include "memory/arena.hpp"
#include "memory/pool.hpp"
#include "memory/statistics.hpp"

namespace prct::cuda {
namespace {

/// Gives a block back twice.
void free_twice(MemoryResource& memory) {
    const DevicePointer block = memory.allocate(512, {});
    memory.deallocate(block, 512, {});
    memory.deallocate(block, 512, {});
}

void free_with_another_size(MemoryResource& memory) { memory.deallocate(memory.allocate(512, {}), 1024, {}); }

class MemoryMisuseDeathTest : public testing::Test {
   protected:
    void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

    FakeStreamOrder order;
    FakeUpstream upstream;
};

TEST_F(MemoryMisuseDeathTest, SaysWhichBlockAndWhy) {
    EXPECT_DEATH(end_on_misuse("the cellar", 0x2a00, 512, "it is shut"),
                 "the cellar was given back block 0x2a00 of 512 bytes, but it is shut; give each block back once");
}

TEST_F(MemoryMisuseDeathTest, EndsAtThePool) {
    PoolResource memory(upstream, order);
    EXPECT_DEATH(free_twice(memory), "memory pool .* has no such block in use");
    EXPECT_DEATH(free_with_another_size(memory), "memory pool .* another size");
}

TEST_F(MemoryMisuseDeathTest, EndsAtTheStatistics) {
    StatisticsResource memory(upstream);
    EXPECT_DEATH(free_twice(memory), "statistics .* no such block is out");
    EXPECT_DEATH(free_with_another_size(memory), "statistics .* another size");
}

TEST_F(MemoryMisuseDeathTest, EndsAtAnArena) {
    ArenaResource memory(upstream, 1024, {});
    const DevicePointer block = memory.allocate(1024, {});
    EXPECT_DEATH(memory.deallocate(block + 1024, 256, {}), "an arena .* outside");
    EXPECT_DEATH(memory.deallocate(block + 4096, 256, {}), "an arena .* outside");
    EXPECT_DEATH(memory.deallocate(block + 512, 1024, {}), "an arena .* outside");
    EXPECT_DEATH(memory.deallocate(block - 256, 256, {}), "an arena .* outside");
}

}  // namespace
}  // namespace prct::cuda
