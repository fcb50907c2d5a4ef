#include "prct/graph/color_classes.hpp"

#include <gtest/gtest.h>

#include "random_graph.hpp"

namespace prct {
namespace {

TEST(ColorClasses, CountsAfterManyChangesEqualFreshCounts) {
    const auto graph = test::random_graph(60, 20, 3);
    constexpr std::int32_t kColors = 5;
    ColorClasses kept(graph, std::vector<std::int32_t>(60, ColorClasses::kNone), kColors);
    RandomStream random(1);
    for (int step = 0; step < 2000; ++step)
        kept.set(random.below(60), static_cast<std::int32_t>(random.below(kColors + 1)) - 1);
    const ColorClasses fresh(graph, kept.colors(), kColors);
    EXPECT_EQ(kept.sizes(), fresh.sizes());
    for (std::int32_t v = 0; v < 60; ++v)
        for (std::int32_t c = 0; c < kColors; ++c) EXPECT_EQ(kept.counts(v)[c], fresh.counts(v)[c]);
}

}  // namespace
}  // namespace prct
