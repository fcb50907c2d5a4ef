// An upstream without a device: addresses from a counter, and a failure of the test for each misuse.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "memory/memory_resource.hpp"
#include "memory/out_of_memory.hpp"

namespace prct::cuda {

/// Blocks follow one another without a gap, so that a pool which merges across slabs is found out. Use from one thread
/// at a time.
class FakeUpstream final : public MemoryResource {
   public:
    explicit FakeUpstream(std::size_t limit_bytes = std::size_t{1} << 60) : limit_bytes(limit_bytes) {}
    ~FakeUpstream() override { EXPECT_TRUE(live.empty()) << live.size() << " blocks were not given back"; }

    std::size_t limit_bytes, in_use_bytes = 0, calls = 0;
    std::map<DevicePointer, std::size_t> live;
    std::function<void(DevicePointer, std::size_t, StreamView)> on_deallocate;

   private:
    DevicePointer do_allocate(std::size_t size_bytes, StreamView) override {
        if (size_bytes > limit_bytes - in_use_bytes) throw OutOfMemory("the fake card is full");
        const DevicePointer block = next_;
        next_ += size_bytes;
        in_use_bytes += size_bytes;
        live[block] = size_bytes;
        ++calls;
        return block;
    }

    void do_deallocate(DevicePointer block, std::size_t size_bytes, StreamView stream) noexcept override {
        const auto found = live.find(block);
        if (found == live.end() || found->second != size_bytes) {
            ADD_FAILURE() << size_bytes << " bytes at " << block << " are not out";
            return;
        }
        if (on_deallocate) on_deallocate(block, size_bytes, stream);
        live.erase(found);
        in_use_bytes -= size_bytes;
    }

    DevicePointer next_ = DevicePointer{1} << 32;
};

}  // namespace prct::cuda
