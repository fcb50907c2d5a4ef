#include "prct/graph/index_set.hpp"

#include <gtest/gtest.h>

#include <set>

#include "prct/graph/random_stream.hpp"

namespace prct {
namespace {

TEST(IndexSet, FirstEqualsAnOrderedSet) {
    for (const std::int32_t capacity : {1, 64, 65, 5000, 300'000}) {
        IndexSet fast(capacity);
        std::set<std::int32_t> plain;
        RandomStream random(9);
        for (int step = 0; step < 3000; ++step) {
            const auto i = static_cast<std::int32_t>(random.below(capacity));
            if (plain.erase(i)) {
                fast.erase(i);
            } else {
                plain.insert(i);
                fast.insert(i);
            }
            ASSERT_EQ(fast.empty(), plain.empty());
            if (!plain.empty()) ASSERT_EQ(fast.first(), *plain.begin());
        }
    }
}

}  // namespace
}  // namespace prct
