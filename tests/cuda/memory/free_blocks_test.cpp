#include "memory/free_blocks.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "fake_stream_order.hpp"

namespace prct::cuda {
namespace {

constexpr DevicePointer base = 4096;

class FreeBlocksTest : public testing::Test {
   protected:
    FreeBlocksTest() {
        blocks.add_slab(base, 1000, nullptr);
        blocks.take(base, 1000, [](const Fence&) {});
    }

    std::optional<DevicePointer> fit(std::size_t size_bytes, std::uintptr_t stream) const {
        return blocks.best_fit(size_bytes,
                               [&](const Fence& fence) { return fences.is_clear(fence, stream_of(stream)); });
    }

    std::optional<DevicePointer> fit_any(std::size_t size_bytes) const {
        return blocks.best_fit(size_bytes, [](const Fence&) { return true; });
    }

    FakeStreamOrder order;
    StreamFences fences{order};
    FreeBlocks blocks;
};

TEST_F(FreeBlocksTest, MergesWithBothNeighbours) {
    blocks.insert(base + 100, 100, nullptr);
    blocks.insert(base + 300, 100, nullptr);
    EXPECT_EQ(blocks.largest_bytes(), 100U);
    blocks.insert(base + 200, 100, nullptr);
    EXPECT_EQ(blocks.largest_bytes(), 300U);
    EXPECT_EQ(blocks.total_bytes(), 300U);
    EXPECT_EQ(fit_any(300), base + 100);
    EXPECT_EQ(fit_any(301), std::nullopt);
}

TEST_F(FreeBlocksTest, NeverMergesAcrossSlabs) {
    blocks.add_slab(base + 1000, 500, nullptr);
    blocks.insert(base + 900, 100, nullptr);
    EXPECT_EQ(blocks.largest_bytes(), 500U);
    EXPECT_EQ(fit_any(600), std::nullopt);
}

TEST_F(FreeBlocksTest, ChoosesTheTightestBlockAndTheLowestOfEquals) {
    blocks.insert(base, 300, nullptr);
    blocks.insert(base + 400, 120, nullptr);
    blocks.insert(base + 600, 120, nullptr);
    EXPECT_EQ(fit_any(100), base + 400);
    EXPECT_EQ(fit_any(121), base);
}

TEST_F(FreeBlocksTest, JudgesTheFitByTheWholeBlockNotByTheUsablePart) {
    // A clear 100 beside another stream's 300 is part of a hole of 400; the lone 150 is the tighter one.
    blocks.insert(base, 100, nullptr);
    blocks.insert(base + 100, 300, fences.record(stream_of(2)));
    blocks.insert(base + 500, 150, nullptr);
    EXPECT_EQ(fit(100, 1), base + 500);
}

TEST_F(FreeBlocksTest, PlacesAtAnEndOfTheBlock) {
    blocks.insert(base, 100, fences.record(stream_of(2)));
    blocks.insert(base + 100, 100, nullptr);
    blocks.insert(base + 200, 100, fences.record(stream_of(2)));
    blocks.insert(base + 300, 100, nullptr);
    EXPECT_EQ(fit(40, 1), base + 360);
    EXPECT_EQ(fit(40, 2), base);
    blocks.take(base + 300, 100, [](const Fence&) {});
    EXPECT_EQ(fit(40, 1), base + 100);
}

TEST_F(FreeBlocksTest, AStretchMayCrossTheFencesThatAreClear) {
    blocks.insert(base, 100, fences.record(stream_of(1)));
    blocks.insert(base + 100, 100, nullptr);
    blocks.insert(base + 200, 100, fences.record(stream_of(2)));
    EXPECT_EQ(fit(200, 1), base);
    EXPECT_EQ(fit(200, 2), base + 100);
    EXPECT_EQ(fit(300, 1), std::nullopt);
    EXPECT_EQ(fit_any(300), base);
}

TEST_F(FreeBlocksTest, ShowsTheFencesOfWhatIsTakenAndKeepsTheRest) {
    const Fence first = fences.record(stream_of(1)), second = fences.record(stream_of(2));
    blocks.insert(base, 100, first);
    blocks.insert(base + 100, 100, second);
    blocks.insert(base + 200, 100, first);
    std::vector<Fence> seen;
    blocks.take(base + 50, 100, [&](const Fence& fence) { seen.push_back(fence); });
    EXPECT_EQ(seen, (std::vector<Fence>{first, second}));
    EXPECT_EQ(blocks.total_bytes(), 200U);
    EXPECT_EQ(blocks.largest_bytes(), 150U);
    EXPECT_EQ(fit(50, 1), base);
    EXPECT_EQ(fit(50, 2), base + 150);
    EXPECT_EQ(fit(51, 2), std::nullopt);
}

TEST_F(FreeBlocksTest, TheLaterFenceOfAStreamStandsForBoth) {
    const Fence earlier = fences.record(stream_of(1)), later = fences.record(stream_of(1));
    blocks.insert(base, 100, later);
    blocks.insert(base + 100, 100, earlier);
    std::vector<Fence> seen;
    blocks.take(base, 200, [&](const Fence& fence) { seen.push_back(fence); });
    EXPECT_EQ(seen, std::vector<Fence>{later});
}

TEST_F(FreeBlocksTest, SettlesWhatIsDone) {
    blocks.insert(base, 100, fences.record(stream_of(1)));
    blocks.insert(base + 100, 100, fences.record(stream_of(2)));
    order.advance(stream_of(1));
    fences.refresh();
    blocks.settle();
    EXPECT_EQ(order.held(), 1);
    EXPECT_EQ(fit(200, 2), base);
    EXPECT_EQ(fit(200, 3), std::nullopt);
    EXPECT_EQ(fit(100, 3), base);
    order.finish();
    fences.refresh();
    blocks.settle();
    EXPECT_EQ(fit(200, 3), base);
    EXPECT_EQ(order.held(), 0);
}

TEST_F(FreeBlocksTest, KnowsEmptySlabs) {
    EXPECT_FALSE(blocks.is_empty_slab(base));
    blocks.insert(base, 500, nullptr);
    EXPECT_FALSE(blocks.is_empty_slab(base));
    blocks.insert(base + 500, 500, fences.record(stream_of(1)));
    EXPECT_TRUE(blocks.is_empty_slab(base));
    blocks.take(base, 1000, [](const Fence&) {});
    blocks.remove_slab(base);
    EXPECT_TRUE(blocks.slabs().empty());
}

}  // namespace
}  // namespace prct::cuda
