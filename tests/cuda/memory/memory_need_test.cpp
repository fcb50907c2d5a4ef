#include "memory/memory_need.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "memory/out_of_memory.hpp"

namespace prct::cuda {
namespace {

MemoryNeed example() {
    MemoryNeed need;
    need.add("positions", 1258291, "fold fewer residues");
    need.add("lists", std::size_t{30} << 20, "lower the number of trajectories");
    return need;
}

TEST(MemoryNeed, AddsUpItsParts) {
    EXPECT_EQ(example().text(), "positions 1.2 MiB, lists 30 MiB, total 31.2 MiB");
    EXPECT_EQ(example().total_bytes(), 1258496U + (30U << 20));
    EXPECT_EQ(MemoryNeed().text(), "total 0 B");
}

TEST(MemoryNeed, CountsWhatTheResourcesWillTake) {
    MemoryNeed need;
    need.add("flags", 1, "set fewer");
    need.add("flags", 257, "set fewer");
    ASSERT_EQ(need.parts().size(), 1U);
    EXPECT_EQ(need.parts()[0].size_bytes, 768U);
    EXPECT_EQ(need.total_bytes(), 768U);
}

TEST(MemoryNeed, IsRefusedWithTheFiguresAndTheLargestPart) {
    const MemoryNeed need = example();
    EXPECT_NO_THROW(refuse(need, need.total_bytes()));
    EXPECT_THROW(refuse(need, need.total_bytes() - 1), OutOfMemory);
    try {
        refuse(need, std::size_t{20} << 20);
        FAIL() << "no error";
    } catch (const OutOfMemory& error) {
        EXPECT_STREQ(error.what(),
                     "the device has 20 MiB free, 11.2 MiB less than is needed (positions 1.2 MiB, lists 30 MiB, total "
                     "31.2 MiB); the largest part is lists: lower the number of trajectories");
    }
}

TEST(MemoryNeed, RefusesASumThatCannotBeCounted) {
    MemoryNeed need;
    need.add("lists", std::numeric_limits<std::size_t>::max() - 255, "shorten them");
    EXPECT_THROW(need.add("positions", 256, "fold fewer residues"), OutOfMemory);
    EXPECT_EQ(need.parts().size(), 1U);
}

}  // namespace
}  // namespace prct::cuda
