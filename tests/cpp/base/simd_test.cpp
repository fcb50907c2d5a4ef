#include "prct/base/simd.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace {

namespace simd = prct::simd;
constexpr int width = simd::lanes<float>;

simd::Floats ramp() {
    std::array<float, width> values;
    for (int k = 0; k < width; ++k) values[k] = static_cast<float>((k * 7) % width);
    return simd::load(values.data());
}

TEST(Simd, LoadStoreAndSplat) {
    std::array<float, width> out;
    simd::store(out.data(), ramp() + simd::splat(0.5f));
    for (int k = 0; k < width; ++k) EXPECT_EQ(out[k], static_cast<float>((k * 7) % width) + 0.5f);
}

TEST(Simd, SumIsTheSumOfTheLanes) { EXPECT_EQ(simd::sum<float>(simd::splat(1.5f)), 1.5f * width); }

TEST(Simd, AppendWithinKeepsWhatAPlainLoopKeeps) {
    std::vector<std::int32_t> index(width), out(2 * width);
    for (int k = 0; k < width; ++k) index[k] = 100 + k;
    const float limit = width / 2.0f;
    for (int count = 0; count <= width + 1; ++count) {
        std::vector<std::int32_t> expected;
        for (int k = 0; k < width && k < count; ++k)
            if (static_cast<float>((k * 7) % width) < limit) expected.push_back(index[k]);
        std::int32_t* const end = simd::append_within(out.data(), ramp(), limit, index.data(), count);
        EXPECT_EQ(std::vector<std::int32_t>(out.data(), end), expected) << "count " << count;
    }
}

}  // namespace
