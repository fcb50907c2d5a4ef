#include "kernels/cells.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "host/fibre_block.hpp"

namespace {

using namespace prct;
using namespace prct::device;

class Cells {
   public:
    Cells(std::vector<Point> points, int across, float reach_a, float radius)
        : points_(std::move(points)),
          start_(across * across * across + 1),
          cell_(points_.size()),
          place_(points_.size()),
          order_(points_.size()),
          sphere_(points_.size()) {
        view_ = {static_cast<int>(points_.size()),
                 across,
                 reach_a,
                 start_.data(),
                 cell_.data(),
                 place_.data(),
                 order_.data(),
                 sphere_.data()};
        cells_per_a_ = inverse_edge(view_, radius);
        emulation::run({1, 128, kMostWarps * sizeof(int), 5}, [&] {
            PRCT_SHARED_MEMORY(scratch);
            sort_cells(BlockTeam(nullptr), view_, cells_per_a_, reinterpret_cast<int*>(scratch),
                       [&](int k) { return points_[k]; });
        });
    }

    /// How often each point is met about point `i`.
    std::map<int, int> met(int i) const {
        std::map<int, int> times;
        for_each_run(view_, points_[i], cells_per_a_, [&](int first, int end) {
            for (int k = first; k < end; ++k) ++times[order_[k]];
        });
        return times;
    }
    const CellView& view() const { return view_; }
    const std::vector<Point>& points() const { return points_; }

   private:
    std::vector<Point> points_;
    std::vector<std::int32_t> start_, cell_, place_, order_;
    std::vector<Point> sphere_;
    CellView view_{};
    float cells_per_a_ = 0;
};

std::vector<Point> cloud(int count, float size_a, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<float> coordinate(-size_a, size_a);
    std::vector<Point> points;
    for (int k = 0; k < count; ++k)
        points.push_back({coordinate(random), coordinate(random), coordinate(random), 1.0f});
    return points;
}

TEST(Cells, EveryPointWithinReachIsMetOnce) {
    constexpr float reach_a = 6, radius = 1;
    for (const int across : {4, 8})
        for (const float size_a : {3.0f, 25.0f, 120.0f}) {
            const Cells cells(cloud(400, size_a, 3), across, reach_a, radius);
            for (int i = 0; i < 400; ++i) {
                const std::map<int, int> met = cells.met(i);
                for (const auto& [j, times] : met) EXPECT_EQ(times, 1) << i << " " << j;
                for (int j = 0; j < 400; ++j) {
                    const float apart = std::sqrt(norm2(cells.points()[i].at() - cells.points()[j].at()));
                    if (apart < reach_a + 2 * radius) EXPECT_TRUE(met.contains(j)) << i << " " << j;
                }
            }
        }
}

TEST(Cells, FarFromEachOtherMostPointsAreNotMet) {
    const Cells cells(cloud(400, 25.0f, 4), 8, 6, 1);
    std::size_t met = 0;
    for (int i = 0; i < 400; ++i) met += cells.met(i).size();
    EXPECT_LT(met, 400u * 400u / 4);
}

TEST(Cells, PointsThatAreNoNumbersHaveACell) {
    std::vector<Point> points = cloud(40, 10.0f, 5);
    points[7] = {NAN, INFINITY, -INFINITY, 0};
    points[8] = {1e30f, -1e30f, 0, 0};
    const Cells cells(points, 4, 6, 1);
    EXPECT_EQ(cells.view().start[cells.view().cells()], 40);
    EXPECT_TRUE(cells.met(7).contains(7));
}

}  // namespace
