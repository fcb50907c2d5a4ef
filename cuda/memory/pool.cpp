#include "memory/pool.hpp"

#include <algorithm>
#include <map>

#include "memory/byte_size.hpp"
#include "memory/memory_misuse.hpp"
#include "memory/out_of_memory.hpp"

namespace prct::cuda {

namespace {

// The driver maps device memory in pages of this size, so that smaller slabs would cost as much.
constexpr std::size_t page_bytes = std::size_t{2} << 20;

double lost_share(std::size_t used_bytes, std::size_t held_bytes) {
    return held_bytes == 0 ? 0.0 : 1.0 - static_cast<double>(used_bytes) / static_cast<double>(held_bytes);
}

PoolOptions checked(PoolOptions options) {
    if (!(options.growth >= 0.0 && options.growth <= 1.0))
        throw InputError("a memory pool that grows by " + std::to_string(options.growth) +
                         " of itself; give growth from 0 to 1");
    options.maximum_bytes -= options.maximum_bytes % alignment_bytes;
    return options;
}

}  // namespace

double PoolFigures::fragmentation() const { return lost_share(largest_free_bytes, free_bytes); }

double PoolFigures::waste() const { return lost_share(peak_in_use_bytes, peak_reserved_bytes); }

PoolResource::PoolResource(MemoryResource& upstream, StreamOrder& order, const PoolOptions& options)
    : upstream_(upstream), options_(checked(options)), fences_(order) {}

PoolResource::~PoolResource() {
    const StreamView stream;
    return_empty_slabs(stream);
    for (const auto& [base, size_bytes] : free_.slabs()) upstream_.deallocate(base, size_bytes, stream);
}

std::size_t PoolResource::trim(StreamView stream) {
    const std::lock_guard lock(mutex_);
    return return_empty_slabs(stream);
}

PoolFigures PoolResource::figures() const {
    const std::lock_guard lock(mutex_);
    PoolFigures figures;
    figures.free_bytes = free_.total_bytes();
    figures.largest_free_bytes = free_.largest_bytes();
    figures.reserved_bytes = reserved_bytes_;
    figures.peak_reserved_bytes = peak_reserved_bytes_;
    figures.in_use_bytes = reserved_bytes_ - free_.total_bytes();
    figures.peak_in_use_bytes = peak_in_use_bytes_;
    figures.slabs = free_.slabs().size();
    figures.waits = fences_.waits();
    return figures;
}

DevicePointer PoolResource::do_allocate(std::size_t size_bytes, StreamView stream) {
    const std::lock_guard lock(mutex_);
    if (fences_.refresh()) free_.settle();
    const auto block = find_or_grow(size_bytes, stream);
    if (!block) refuse(size_bytes);
    in_use_.emplace(*block, size_bytes);
    free_.take(*block, size_bytes, [&](const Fence& fence) { fences_.wait(stream, fence); });
    peak_in_use_bytes_ = std::max(peak_in_use_bytes_, reserved_bytes_ - free_.total_bytes());
    return *block;
}

void PoolResource::do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept {
    const std::lock_guard lock(mutex_);
    const auto found = in_use_.find(block);
    if (found == in_use_.end()) end_on_misuse("the memory pool", block, size_bytes, "has no such block in use");
    if (found->second != size_bytes) end_on_misuse("the memory pool", block, size_bytes, "the block has another size");
    in_use_.erase(found);
    free_.insert(block, size_bytes, fences_.record(stream));
}

std::optional<DevicePointer> PoolResource::find_clear(std::size_t size_bytes, StreamView stream) const {
    return free_.best_fit(size_bytes, [&](const Fence& fence) { return fences_.is_clear(fence, stream); });
}

std::optional<DevicePointer> PoolResource::find_any(std::size_t size_bytes) const {
    return free_.best_fit(size_bytes, [](const Fence&) { return true; });
}

std::optional<DevicePointer> PoolResource::find_or_grow(std::size_t size_bytes, StreamView stream) {
    auto block = find_clear(size_bytes, stream);
    if (!block && !options_.grow_before_waiting) block = find_any(size_bytes);
    if (block) return block;
    if (try_slab(slab_bytes(size_bytes), stream) || try_slab(size_bytes, stream)) return find_clear(size_bytes, stream);
    block = find_any(size_bytes);
    if (block) return block;
    // Empty slabs that are too small each may make room for one that is not.
    const bool made_room = return_empty_slabs(stream) > 0 && try_slab(size_bytes, stream);
    return made_room ? find_clear(size_bytes, stream) : std::nullopt;
}

/// Reserve a slab, unless maximum_bytes or upstream forbids it.
bool PoolResource::try_slab(std::size_t size_bytes, StreamView stream) {
    refusal_.clear();
    if (size_bytes > options_.maximum_bytes - reserved_bytes_) return false;
    DevicePointer base = 0;
    try {
        base = upstream_.allocate(size_bytes, stream);
    } catch (const OutOfMemory& error) {
        refusal_ = error.what();
        return false;
    }
    // Upstream speaks for `stream` only.
    free_.add_slab(base, size_bytes, fences_.record(stream));
    reserved_bytes_ += size_bytes;
    peak_reserved_bytes_ = std::max(peak_reserved_bytes_, reserved_bytes_);
    return true;
}

/// The slab to reserve for a request that found no block: within maximum_bytes if the request is.
std::size_t PoolResource::slab_bytes(std::size_t size_bytes) const {
    const auto share = static_cast<std::size_t>(options_.growth * static_cast<double>(reserved_bytes_));
    const std::size_t usual = reserved_bytes_ == 0 ? options_.initial_bytes : share;
    const std::size_t wanted = round_up_bytes(std::max(size_bytes, usual), page_bytes);
    const std::size_t room = options_.maximum_bytes - reserved_bytes_;
    return std::max(size_bytes, std::min(wanted, room));
}

std::size_t PoolResource::return_empty_slabs(StreamView stream) {
    std::size_t returned_bytes = 0;
    for (const auto& [base, size_bytes] : std::map(free_.slabs())) {
        if (!free_.is_empty_slab(base)) continue;
        free_.take(base, size_bytes, [&](const Fence& fence) { fences_.wait(stream, fence); });
        free_.remove_slab(base);
        upstream_.deallocate(base, size_bytes, stream);
        returned_bytes += size_bytes;
    }
    reserved_bytes_ -= returned_bytes;
    return returned_bytes;
}

void PoolResource::refuse(std::size_t size_bytes) const {
    std::string text = "a memory pool was asked for " + byte_text(size_bytes) + "; it has " +
                       byte_text(reserved_bytes_ - free_.total_bytes()) + " in use of " + byte_text(reserved_bytes_) +
                       " reserved, and " + byte_text(free_.largest_bytes()) + " free in one piece; ";
    if (refusal_.empty())
        text += "run fewer trajectories at once, or raise maximum_bytes (" + byte_text(options_.maximum_bytes) + ")";
    else
        text += "run fewer trajectories at once (" + refusal_ + ")";
    throw OutOfMemory(text);
}

}  // namespace prct::cuda
