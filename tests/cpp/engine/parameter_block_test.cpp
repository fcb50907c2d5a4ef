#include "prct/engine/parameter_block.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "prct/error.hpp"

namespace {

using namespace prct;

TEST(ParameterBlock, AReaderSeesTheVersionWithItsParameters) {
    ParameterBlock block({100, 0.01, 4.0});
    EXPECT_EQ(block.version(), 1u);
    EXPECT_EQ(block.publish({50, 0.009, 3.0}), 2u);
    const auto found = block.read();
    EXPECT_EQ(found.version, 2u);
    EXPECT_EQ(found.parameters, (LiveParameters{50, 0.009, 3.0}));
}

TEST(ParameterBlock, WhatNoSimulationCanRunWithIsRefusedAndChangesNothing) {
    ParameterBlock block({100, 0.01, 4.0});
    for (const LiveParameters bad : {LiveParameters{0, 0.01, 4}, LiveParameters{1, 0, 4}, LiveParameters{1, 0.01, -1},
                                     LiveParameters{1, 1.0 / 0.0, 4}, LiveParameters{1, 0.01, 0.0 / 0.0}})
        EXPECT_THROW(block.publish(bad), InputError);
    EXPECT_EQ(block.version(), 1u);
    EXPECT_EQ(block.read().parameters, (LiveParameters{100, 0.01, 4.0}));
    EXPECT_THROW(ParameterBlock({-3, 0.01, 4.0}), InputError);
}

// Every field of version v is a function of v, so parameters put together from two versions would show.
LiveParameters of(std::uint64_t version) {
    return {static_cast<std::int64_t>(version), 1.0 / double(version), 2.0 * double(version)};
}

TEST(ParameterBlock, ReadersNeverSeeTwoVersionsMixed) {
    constexpr std::uint64_t kVersions = 200'000;
    ParameterBlock block(of(1));
    std::vector<std::thread> readers;
    std::atomic<int> mixed = 0;
    for (int k = 0; k < 3; ++k)
        readers.emplace_back([&] {
            for (std::uint64_t last = 0; last < kVersions;) {
                const auto found = block.read();
                mixed += found.parameters != of(found.version) || found.version < last;
                last = found.version;
            }
        });
    for (std::uint64_t version = 2; version <= kVersions; ++version) block.publish(of(version));
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(mixed, 0);
}

}  // namespace
