// Resources from several threads: every byte has one owner, and the sums come out.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "fake_stream_order.hpp"
#include "fake_upstream.hpp"
#include "memory/limiting.hpp"
#include "memory/pool.hpp"
#include "memory/statistics.hpp"
#include "prct/graph/random_stream.hpp"

namespace prct::cuda {
namespace {

constexpr int threads = 4, rounds = 4000;
constexpr std::size_t maximum_bytes = std::size_t{8} << 20, grain_bytes = 256, limit_bytes = std::size_t{256} << 10;
constexpr DevicePointer first_address = DevicePointer{1} << 32;

/// Events that are done a while after they were recorded, by the count of calls.
class LaggingOrder final : public StreamOrder {
   public:
    EventId record(StreamView) noexcept override { return ++recorded_; }
    void wait(StreamView, EventId) noexcept override {}
    bool done(EventId event) noexcept override { return event + 20 < ++asked_; }
    void release(EventId) noexcept override { ++released; }

    std::uint64_t recorded() const { return recorded_; }
    std::uint64_t released = 0;

   private:
    std::uint64_t recorded_ = 0, asked_ = 0;
};

/// Who has each 256 B, 0 for nobody.
using Owners = std::vector<std::atomic<int>>;

struct OwnBlock {
    DevicePointer address;
    std::size_t size_bytes;
};

int change_owner(Owners& owners, const OwnBlock& block, int from, int to) {
    int wrong = 0;
    for (std::size_t k = 0; k < block.size_bytes; k += grain_bytes)
        wrong +=
            owners[(block.address - first_address + k) / grain_bytes].exchange(to, std::memory_order_relaxed) != from;
    return wrong;
}

/// Returns how often a byte had an owner that it should not.
int work(MemoryResource& memory, Owners& owners, int rank, std::atomic<int>& refused) {
    RandomStream random(rank);
    const StreamView stream = stream_of(rank);
    std::vector<OwnBlock> own;
    int wrong = 0;
    const auto free_last = [&] {
        wrong += change_owner(owners, own.back(), rank, 0);
        memory.deallocate(own.back().address, own.back().size_bytes, stream);
        own.pop_back();
    };
    for (int k = 0; k < rounds; ++k) {
        if (!own.empty() && (own.size() > 12 || random.below(2) == 0)) {
            std::swap(own[random.below(static_cast<std::uint32_t>(own.size()))], own.back());
            free_last();
        } else {
            const std::size_t size_bytes = 1 + random.below(60000);
            try {
                own.push_back({memory.allocate(size_bytes, stream), size_bytes});
                wrong += change_owner(owners, own.back(), 0, rank);
            } catch (const OutOfMemory&) {
                ++refused;
            }
        }
    }
    while (!own.empty()) free_last();
    return wrong;
}

TEST(PoolThreads, ShareAPoolWithoutSharingABlock) {
    LaggingOrder order;
    FakeUpstream upstream;
    Owners owners(maximum_bytes / grain_bytes);
    std::atomic<int> wrong{0}, refused{0};
    {
        PoolOptions options;
        options.initial_bytes = options.maximum_bytes = maximum_bytes;
        PoolResource pool(upstream, order, options);
        LimitingResource limited(pool, limit_bytes);
        StatisticsResource memory(limited);
        std::vector<std::thread> team;
        for (int rank = 1; rank <= threads; ++rank)
            team.emplace_back([&, rank] { wrong += work(memory, owners, rank, refused); });
        for (auto& thread : team) thread.join();
        EXPECT_NO_THROW(memory.check_no_leaks());
        EXPECT_EQ(memory.statistics().current_bytes, 0U);
        EXPECT_EQ(limited.in_use_bytes(), 0U);
        EXPECT_EQ(pool.figures().in_use_bytes, 0U);
        EXPECT_LE(pool.figures().peak_in_use_bytes, limit_bytes);
        EXPECT_EQ(pool.figures().largest_free_bytes, maximum_bytes);
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(refused, 0);
    EXPECT_EQ(order.released, order.recorded());
}

}  // namespace
}  // namespace prct::cuda
