#include "memory/free_blocks.hpp"

#include <algorithm>
#include <iterator>

namespace prct::cuda {

namespace {

/// Whether one fence can stand for both.
bool share_fence(const Fence& a, const Fence& b) { return a && b ? a->stream() == b->stream() : !a && !b; }

}  // namespace

void FreeBlocks::add_slab(DevicePointer base, std::size_t size_bytes, const Fence& fence) {
    slabs_.emplace(base, size_bytes);
    insert(base, size_bytes, fence);
}

bool FreeBlocks::is_empty_slab(DevicePointer base) const {
    const auto block = blocks_.find(base);
    return block != blocks_.end() && block->second.size_bytes == slabs_.at(base);
}

void FreeBlocks::insert(DevicePointer address, std::size_t size_bytes, const Fence& fence) {
    const auto right = blocks_.lower_bound(address);
    const auto left = right == blocks_.begin() ? blocks_.end() : std::prev(right);
    const bool joins_left = left != blocks_.end() && are_neighbours(left->first, left->second.size_bytes, address);
    const bool joins_right = right != blocks_.end() && are_neighbours(address, size_bytes, right->first);
    const DevicePointer start = joins_left ? left->first : address;
    Parts parts = joins_left ? remove(left) : Parts();
    append(parts, {size_bytes, fence});
    if (joins_right)
        for (const Part& part : remove(right)) append(parts, part);
    put(start, std::move(parts));
}

void FreeBlocks::settle() {
    for (auto& [address, block] : blocks_) {
        Parts parts;
        for (const Part& part : block.parts)
            append(parts, {part.size_bytes, part.fence && part.fence->done() ? nullptr : part.fence});
        block.parts = std::move(parts);
    }
}

std::optional<DevicePointer> FreeBlocks::best_fit(std::size_t size_bytes, const Usable& usable) const {
    for (auto entry = by_size_.lower_bound({size_bytes, 0}); entry != by_size_.end(); ++entry)
        if (const auto offset = place(blocks_.at(entry->second), size_bytes, usable)) return entry->second + *offset;
    return std::nullopt;
}

void FreeBlocks::take(DevicePointer address, std::size_t size_bytes, const Visit& visit) {
    const auto block = std::prev(blocks_.upper_bound(address));
    DevicePointer start = block->first;
    const DevicePointer first = start, end = address + size_bytes;
    Parts before, after;
    for (const Part& part : remove(block)) {
        const DevicePointer stop = start + part.size_bytes;
        if (start < address) before.push_back({std::min(stop, address) - start, part.fence});
        if (start < end && stop > address) visit(part.fence);
        if (stop > end) after.push_back({stop - std::max(start, end), part.fence});
        start = stop;
    }
    if (!before.empty()) put(first, std::move(before));
    if (!after.empty()) put(end, std::move(after));
}

void FreeBlocks::append(Parts& parts, const Part& part) {
    if (parts.empty() || !share_fence(parts.back().fence, part.fence)) {
        parts.push_back(part);
        return;
    }
    Part& last = parts.back();
    last.size_bytes += part.size_bytes;
    if (part.fence && part.fence->number() > last.fence->number()) last.fence = part.fence;
}

/// The offset of `size_bytes` in a usable stretch: one at the start of the block, else at its end, else the first.
std::optional<std::size_t> FreeBlocks::place(const Block& block, std::size_t size_bytes, const Usable& usable) {
    std::optional<std::size_t> found;
    std::size_t offset = 0, stretch = 0;
    for (const Part& part : block.parts) {
        stretch = usable(part.fence) ? stretch + part.size_bytes : 0;
        offset += part.size_bytes;
        if (stretch >= size_bytes && !found) found = offset - stretch;
    }
    if (found && *found != 0 && stretch >= size_bytes) found = block.size_bytes - size_bytes;
    return found;
}

bool FreeBlocks::are_neighbours(DevicePointer left, std::size_t size_bytes, DevicePointer right) const {
    return left + size_bytes == right && !slabs_.contains(right);
}

void FreeBlocks::put(DevicePointer address, Parts parts) {
    std::size_t size_bytes = 0;
    for (const Part& part : parts) size_bytes += part.size_bytes;
    by_size_.emplace(size_bytes, address);
    total_bytes_ += size_bytes;
    blocks_.emplace(address, Block{size_bytes, std::move(parts)});
}

FreeBlocks::Parts FreeBlocks::remove(Blocks::iterator block) {
    by_size_.erase({block->second.size_bytes, block->first});
    total_bytes_ -= block->second.size_bytes;
    Parts parts = std::move(block->second.parts);
    blocks_.erase(block);
    return parts;
}

}  // namespace prct::cuda
