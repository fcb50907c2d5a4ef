#include "memory/limiting.hpp"

#include <gtest/gtest.h>

#include "fake_upstream.hpp"

namespace prct::cuda {
namespace {

TEST(LimitingResource, FillsTheLimitAndNotOneBlockMore) {
    FakeUpstream upstream;
    LimitingResource memory(upstream, 1024);
    const DevicePointer a = memory.allocate(512, {}), b = memory.allocate(300, {});
    EXPECT_EQ(memory.in_use_bytes(), 1024U);
    EXPECT_THROW(memory.allocate(1, {}), OutOfMemory);
    memory.deallocate(b, 300, {});
    EXPECT_EQ(memory.in_use_bytes(), 512U);
    EXPECT_NO_THROW(memory.deallocate(memory.allocate(512, {}), 512, {}));
    memory.deallocate(a, 512, {});
    EXPECT_EQ(memory.in_use_bytes(), 0U);
}

TEST(LimitingResource, SaysWhatWasAskedAndWhatTheLimitIs) {
    FakeUpstream upstream;
    LimitingResource memory(upstream, 10 << 20);
    const DevicePointer held = memory.allocate(8 << 20, {});
    try {
        memory.allocate(3 << 20, {});
        FAIL() << "no error";
    } catch (const OutOfMemory& error) {
        EXPECT_STREQ(error.what(),
                     "asked for 3 MiB of device memory with 8 MiB of the limit of 10 MiB in use; raise the limit, or "
                     "run fewer trajectories at once");
    }
    memory.deallocate(held, 8 << 20, {});
}

TEST(LimitingResource, CountsNothingThatUpstreamRefused) {
    FakeUpstream upstream(256);
    LimitingResource memory(upstream, 1024);
    EXPECT_THROW(memory.allocate(512, {}), OutOfMemory);
    EXPECT_EQ(memory.in_use_bytes(), 0U);
}

}  // namespace
}  // namespace prct::cuda
