#include "prct/spatial/verlet_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "prct/error.hpp"
#include "spatial/point_clouds.hpp"

namespace prct {
namespace {

constexpr auto keep_all = [](int, int) { return false; };
constexpr auto not_bonded = [](int i, int j) { return std::abs(i - j) <= 1; };

std::vector<std::int32_t> sorted(std::span<const std::int32_t> row) {
    std::vector<std::int32_t> out(row.begin(), row.end());
    std::sort(out.begin(), out.end());
    return out;
}

template <class Exclude>
void expect_all_pairs(const VerletList& list, const test::Cloud& cloud, float radius, PairRows rows, Exclude exclude) {
    ASSERT_EQ(list.size(), static_cast<int>(cloud.size()));
    for (int i = 0; i < list.size(); ++i) {
        const auto row = sorted(list.row(i));
        EXPECT_EQ(std::adjacent_find(row.begin(), row.end()), row.end());
        for (int j = 0; j < list.size(); ++j) {
            const double dx = double(cloud[i].x) - cloud[j].x, dy = double(cloud[i].y) - cloud[j].y,
                         dz = double(cloud[i].z) - cloud[j].z, d2 = dx * dx + dy * dy + dz * dz;
            const bool own = (rows == PairRows::full ? i != j : i < j) && !exclude(i, j);
            const bool listed = std::binary_search(row.begin(), row.end(), j);
            // Between radius and radius (1 + 2e-6) single precision may list a pair or not.
            if (own && d2 <= double(radius) * radius) {
                EXPECT_TRUE(listed) << i << ' ' << j;
            }
            if (!own || d2 > double(radius) * radius * (1 + 5e-6)) {
                EXPECT_FALSE(listed) << i << ' ' << j;
            }
        }
    }
}

TEST(VerletList, HoldsThePairsOfTheDoubleLoop) {
    for (const auto& [name, cloud] : test::point_clouds())
        for (const auto rows : {PairRows::half, PairRows::full}) {
            SCOPED_TRACE(name);
            VerletList list(5.0F, 1.0F, rows);
            list.build(cloud, keep_all);
            expect_all_pairs(list, cloud, 6.0F, rows, keep_all);
            list.build(cloud, not_bonded);
            expect_all_pairs(list, cloud, 6.0F, rows, not_bonded);
        }
}

TEST(VerletList, DoesNotDependOnTheNumberOfThreads) {
    const auto cloud = test::uniform_cloud(1000, 55.0F, 7);
    VerletList one(8.0F, 1.0F, PairRows::full), other(8.0F, 1.0F, PairRows::full);
    one.build(cloud, not_bonded);
    for (const int threads : {1, 2, 5}) {
        ThreadPool pool(threads);
        other.build(cloud, not_bonded, &pool);
        for (int i = 0; i < one.size(); ++i) {
            const auto a = one.row(i), b = other.row(i);
            EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
        }
    }
}

TEST(VerletList, AnotherCutoffCountsFromTheNextBuild) {
    const auto cloud = test::uniform_cloud(300, 40.0F, 9);
    VerletList list(5.0F, 1.0F, PairRows::half);
    list.build(cloud, keep_all);
    list.set_cutoff(9.0F);
    expect_all_pairs(list, cloud, 6.0F, PairRows::half, keep_all);
    list.build(cloud, keep_all);
    expect_all_pairs(list, cloud, 10.0F, PairRows::half, keep_all);
    EXPECT_THROW(list.set_cutoff(0.0F), InputError);
}

TEST(VerletList, PairsDoNotDependOnTheCellSize) {
    const auto cloud = test::uniform_cloud(400, 40.0F, 8);
    VerletList tight(7.0F, 0.0F, PairRows::half), loose(3.0F, 4.0F, PairRows::half);
    tight.build(cloud, keep_all);
    loose.build(cloud, keep_all);
    EXPECT_EQ(tight.pair_count(), loose.pair_count());
    VerletList wide(7.0F, 6.0F, PairRows::half);
    wide.build(cloud, [&](int i, int j) { return norm2(cloud[i] - cloud[j]) > 49.0F; });
    EXPECT_EQ(tight.pair_count(), wide.pair_count());
    for (int i = 0; i < tight.size(); ++i) EXPECT_EQ(sorted(tight.row(i)), sorted(wide.row(i)));
}

TEST(VerletList, PadsRowsWithTheIndexPastTheLast) {
    const auto cloud = test::uniform_cloud(100, 20.0F, 9);
    VerletList list(6.0F, 1.0F, PairRows::full, 16);
    list.build(cloud, keep_all);
    for (int i = 0; i < list.size(); ++i) {
        const auto row = list.row(i), padded = list.padded_row(i);
        EXPECT_EQ(padded.size() % 16, 0U);
        EXPECT_LT(padded.size() - row.size(), 16U);
        EXPECT_TRUE(std::equal(row.begin(), row.end(), padded.begin()));
        for (std::size_t k = row.size(); k < padded.size(); ++k) EXPECT_EQ(padded[k], list.size());
    }
}

TEST(VerletList, AsksForARebuildAtHalfTheSkin) {
    auto cloud = test::uniform_cloud(100, 20.0F, 10);
    VerletList list(6.0F, 1.0F, PairRows::full);
    EXPECT_TRUE(list.needs_rebuild(cloud));
    list.build(cloud, keep_all);
    EXPECT_FALSE(list.needs_rebuild(cloud));
    cloud[42].y += 0.49F;
    EXPECT_FALSE(list.needs_rebuild(cloud));
    cloud[42].y += 0.02F;
    EXPECT_TRUE(list.needs_rebuild(cloud));
    cloud[42].y = std::nanf("");
    EXPECT_TRUE(list.needs_rebuild(cloud));
}

TEST(VerletList, RefusesLengthsThatAreNone) {
    EXPECT_THROW(VerletList(0.0F, 1.0F, PairRows::half), InputError);
    EXPECT_THROW(VerletList(1.0F, -1.0F, PairRows::half), InputError);
    EXPECT_THROW(VerletList(INFINITY, 1.0F, PairRows::half), InputError);
    EXPECT_THROW(VerletList(1.0F, NAN, PairRows::half), InputError);
    EXPECT_THROW(VerletList(1.0F, 1.0F, PairRows::half, 0), InputError);
}

}  // namespace
}  // namespace prct
