#include "prct/spatial/cell_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "prct/error.hpp"
#include "spatial/point_clouds.hpp"

namespace prct {
namespace {

TEST(CellList, RunsHoldEveryPointWithinTheEdgeOnce) {
    for (const auto& [name, cloud] : test::point_clouds())
        for (const float edge : {0.7F, 6.0F, 13.0F}) {
            CellList cells;
            cells.build(cloud, edge);
            ASSERT_EQ(cells.size(), static_cast<int>(cloud.size())) << name;
            for (const auto& p : cloud) {
                std::vector<int> seen(cloud.size(), 0);
                int runs = 0;
                cells.visit_runs(p, [&](int first, int last) {
                    ++runs;
                    for (int place = first; place < last; ++place) ++seen[cells.order()[place]];
                });
                EXPECT_LE(runs, 9);
                for (std::size_t j = 0; j < cloud.size(); ++j) {
                    EXPECT_LE(seen[j], 1) << name;
                    if (norm2(p - cloud[j]) <= edge * edge) {
                        EXPECT_EQ(seen[j], 1) << name << " edge " << edge << " j " << j;
                    }
                }
            }
        }
}

TEST(CellList, PlacesArePointsInOrderOfTheirCells) {
    const auto cloud = test::uniform_cloud(300, 40.0F, 5);
    CellList cells;
    cells.build(cloud, 10.0F);
    std::vector<std::int32_t> order(cells.order(), cells.order() + cells.size());
    for (int place = 0; place < cells.size(); ++place) {
        EXPECT_EQ(cells.x()[place], cloud[order[place]].x);
        EXPECT_EQ(cells.y()[place], cloud[order[place]].y);
        EXPECT_EQ(cells.z()[place], cloud[order[place]].z);
    }
    std::sort(order.begin(), order.end());
    for (int i = 0; i < cells.size(); ++i) EXPECT_EQ(order[i], i);
}

// The table and the bisection must give one order: an outlier that forces the second path changes nothing else.
TEST(CellList, TableAndBisectionAgree) {
    auto cloud = test::uniform_cloud(300, 60.0F, 6);
    cloud.push_back({29.0F, 29.0F, 29.0F});
    CellList by_table, by_key;
    by_table.build(cloud, 10.0F);
    cloud.back() = {1e6F, 1e6F, 1e6F};
    by_key.build(cloud, 10.0F);
    const auto without_last = [](const CellList& cells) {
        std::vector<std::int32_t> order;
        for (int place = 0; place < cells.size(); ++place)
            if (cells.order()[place] != cells.size() - 1) order.push_back(cells.order()[place]);
        return order;
    };
    EXPECT_EQ(without_last(by_table), without_last(by_key));
}

TEST(CellList, RefusesAnEdgeThatIsNoLength) {
    CellList cells;
    for (const float edge : {0.0F, -1.0F, std::numeric_limits<float>::infinity(), std::nanf("")})
        EXPECT_THROW(cells.build(test::uniform_cloud(3, 5.0F, 1), edge), InputError);
}

}  // namespace
}  // namespace prct
