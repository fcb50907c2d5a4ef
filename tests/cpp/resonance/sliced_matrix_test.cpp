#include "prct/resonance/sliced_matrix.hpp"

#include <gtest/gtest.h>

#include "graphs.hpp"

namespace {

using prct::testing_graphs::random_graph;

TEST(SlicedMatrix, PartsCoverAllSlicesInOrderAndShareTheEntries) {
    const auto graph = random_graph(5000, 10, 1);
    const prct::SlicedMatrix<double> matrix({graph.row_start, graph.neighbor, graph.weight});
    EXPECT_EQ(matrix.size(), 5000U);
    EXPECT_EQ(matrix.slice_count(), 1250U);
    for (const std::size_t parts : {1U, 2U, 3U, 64U, 5000U}) {
        EXPECT_EQ(matrix.part_begin(0, parts), 0U);
        EXPECT_EQ(matrix.part_begin(parts, parts), matrix.slice_count());
        for (std::size_t part = 0; part < parts; ++part)
            EXPECT_LE(matrix.part_begin(part, parts), matrix.part_begin(part + 1, parts));
    }
    // The hub fills one slice; what is left is shared.
    EXPECT_GT(matrix.part_begin(1, 2), 300U);
    EXPECT_LT(matrix.part_begin(1, 2), 900U);
}

TEST(SlicedMatrix, MayBeEmpty) {
    const std::vector<std::int64_t> start{0};
    const prct::SlicedMatrix<float> none({start, {}, {}});
    EXPECT_EQ(none.slice_count(), 0U);
    EXPECT_EQ(none.part_begin(0, 3), 0U);
    EXPECT_EQ(none.part_begin(2, 3), 0U);
}

}  // namespace
