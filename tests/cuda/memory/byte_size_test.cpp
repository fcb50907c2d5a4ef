#include "memory/byte_size.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "memory/out_of_memory.hpp"

namespace prct::cuda {
namespace {

TEST(ByteSize, RoundsUpToTheAlignment) {
    EXPECT_EQ(round_up_bytes(0), 0U);
    EXPECT_EQ(round_up_bytes(1), 256U);
    EXPECT_EQ(round_up_bytes(256), 256U);
    EXPECT_EQ(round_up_bytes(257), 512U);
    EXPECT_EQ(round_up_bytes(7, 5), 10U);
}

TEST(ByteSize, RefusesWhatNoAddressReaches) {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    EXPECT_EQ(round_up_bytes(most - 255), most - 255);
    EXPECT_THROW(round_up_bytes(most - 254), OutOfMemory);
    EXPECT_THROW(round_up_bytes(most), OutOfMemory);
}

TEST(ByteSize, IsWrittenAsPeopleReadIt) {
    EXPECT_EQ(byte_text(0), "0 B");
    EXPECT_EQ(byte_text(1023), "1023 B");
    EXPECT_EQ(byte_text(1024), "1 KiB");
    EXPECT_EQ(byte_text(1258291), "1.2 MiB");
    EXPECT_EQ(byte_text(std::size_t{30} << 20), "30 MiB");
    EXPECT_EQ(byte_text((std::size_t{1} << 30) - 1), "1 GiB");
    EXPECT_EQ(byte_text((std::size_t{1023} << 20) + 1), "1023 MiB");
    EXPECT_EQ(byte_text(std::size_t{117} << 30), "117 GiB");
    EXPECT_EQ(byte_text(std::numeric_limits<std::size_t>::max()), "16 EiB");
}

}  // namespace
}  // namespace prct::cuda
