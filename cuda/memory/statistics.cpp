#include "memory/statistics.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "memory/byte_size.hpp"
#include "memory/memory_misuse.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

namespace {

// Enough to see which kind of block leaks; one leak a step would fill a log.
constexpr std::size_t reported_blocks = 20;

}  // namespace

MemoryStatistics StatisticsResource::statistics() const {
    const std::lock_guard lock(mutex_);
    return statistics_;
}

std::string StatisticsResource::leak_report() const {
    std::vector<std::pair<std::uint64_t, std::size_t>> blocks;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [block, live] : live_) blocks.emplace_back(live.ordinal, live.size_bytes);
    }
    if (blocks.empty()) return {};
    std::sort(blocks.begin(), blocks.end());
    std::size_t all_bytes = 0;
    for (const auto& [ordinal, size_bytes] : blocks) all_bytes += size_bytes;
    std::string text = std::to_string(blocks.size()) + " blocks of device memory, " + byte_text(all_bytes) +
                       ", were not given back; destroy their owners before this check";
    for (std::size_t k = 0; k < std::min(blocks.size(), reported_blocks); ++k)
        text += "\n  allocation " + std::to_string(blocks[k].first) + ": " + std::to_string(blocks[k].second) + " B";
    if (blocks.size() > reported_blocks) text += "\n  and " + std::to_string(blocks.size() - reported_blocks) + " more";
    return text;
}

void StatisticsResource::check_no_leaks() const {
    const std::string report = leak_report();
    if (!report.empty()) throw Error(report);
}

DevicePointer StatisticsResource::do_allocate(std::size_t size_bytes, StreamView stream) {
    const DevicePointer block = upstream_.allocate(size_bytes, stream);
    const std::lock_guard lock(mutex_);
    MemoryStatistics& s = statistics_;
    live_[block] = {size_bytes, ++s.total_count};
    s.total_bytes += size_bytes;
    s.peak_bytes = std::max(s.peak_bytes, s.current_bytes += size_bytes);
    s.peak_count = std::max(s.peak_count, ++s.current_count);
    return block;
}

void StatisticsResource::do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept {
    {
        const std::lock_guard lock(mutex_);
        const auto found = live_.find(block);
        if (found == live_.end()) end_on_misuse("the memory statistics", block, size_bytes, "no such block is out");
        if (found->second.size_bytes != size_bytes)
            end_on_misuse("the memory statistics", block, size_bytes, "the block has another size");
        live_.erase(found);
        statistics_.current_bytes -= size_bytes;
        --statistics_.current_count;
    }
    // After the entry is gone, for upstream may hand the same address to another thread at once.
    upstream_.deallocate(block, size_bytes, stream);
}

}  // namespace prct::cuda
