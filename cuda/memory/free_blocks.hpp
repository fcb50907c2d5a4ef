// The free memory of a pool: by address, to merge neighbours; by size, to choose the block that fits best.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "memory/memory_resource.hpp"
#include "memory/stream_fences.hpp"

namespace prct::cuda {

/// Neighbours in a slab always merge to one block. Its parts keep the fences of the streams that freed them, so that a
/// stream can be given a part that it need not wait for.
class FreeBlocks {
   public:
    using Usable = std::function<bool(const Fence&)>;
    using Visit = std::function<void(const Fence&)>;

    /// A new slab, all of it free behind `fence`.
    void add_slab(DevicePointer base, std::size_t size_bytes, const Fence& fence);

    /// Forget a slab of which nothing is free here: it was taken whole.
    void remove_slab(DevicePointer base) { slabs_.erase(base); }

    const std::map<DevicePointer, std::size_t>& slabs() const { return slabs_; }

    /// Whether nothing of the slab at `base` is in use.
    bool is_empty_slab(DevicePointer base) const;

    void insert(DevicePointer address, std::size_t size_bytes, const Fence& fence);

    /// Drop the fences that are done.
    void settle();

    /// Where to put `size_bytes`: in the smallest block with that many usable bytes in one stretch, at an end of the
    /// block where possible. The fit is judged by the whole block, for the stretch will not stay apart from the rest.
    std::optional<DevicePointer> best_fit(std::size_t size_bytes, const Usable& usable) const;

    /// Take `size_bytes` from `address` on, all free in one block; `visit` sees each fence on the way.
    void take(DevicePointer address, std::size_t size_bytes, const Visit& visit);

    std::size_t total_bytes() const { return total_bytes_; }
    std::size_t largest_bytes() const { return by_size_.empty() ? 0 : by_size_.rbegin()->first; }

   private:
    struct Part {
        std::size_t size_bytes;
        Fence fence;
    };
    using Parts = std::vector<Part>;
    struct Block {
        std::size_t size_bytes = 0;
        Parts parts;
    };
    using Blocks = std::map<DevicePointer, Block>;

    static void append(Parts& parts, const Part& part);
    static std::optional<std::size_t> place(const Block& block, std::size_t size_bytes, const Usable& usable);
    bool are_neighbours(DevicePointer left, std::size_t size_bytes, DevicePointer right) const;
    void put(DevicePointer address, Parts parts);
    Parts remove(Blocks::iterator block);

    std::map<DevicePointer, std::size_t> slabs_;
    Blocks blocks_;
    std::set<std::pair<std::size_t, DevicePointer>> by_size_;
    std::size_t total_bytes_ = 0;
};

}  // namespace prct::cuda
