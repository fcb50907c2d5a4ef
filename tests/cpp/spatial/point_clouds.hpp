// Shapes that break cell lists: compact, clustered, collinear, identical, far-flung and few.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "prct/physics/vec3.h"

namespace prct::test {

using Cloud = std::vector<Vec3<float>>;

inline Cloud uniform_cloud(int count, float edge_a, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> along(-0.5F * edge_a, 0.5F * edge_a);
    Cloud cloud(count);
    for (auto& p : cloud) p = {along(random), along(random), along(random)};
    return cloud;
}

inline std::vector<std::pair<std::string, Cloud>> point_clouds() {
    std::vector<std::pair<std::string, Cloud>> clouds;
    clouds.emplace_back("empty", Cloud{});
    clouds.emplace_back("one", Cloud{{1, 2, 3}});
    clouds.emplace_back("compact", uniform_cloud(500, 45.0F, 1));
    Cloud clustered = uniform_cloud(150, 8.0F, 2);
    for (const auto& p : uniform_cloud(150, 8.0F, 3)) clustered.push_back(p + Vec3<float>{300, -200, 100});
    clouds.emplace_back("clustered", clustered);
    Cloud line, diagonal, lattice;
    for (int i = 0; i < 400; ++i) line.push_back({3.8F * i, 0, 0});
    for (int i = 0; i < 400; ++i) diagonal.push_back({2.2F * i, 2.2F * i, -2.2F * i});
    for (int i = 0; i < 343; ++i) lattice.push_back({6.0F * (i % 7), 6.0F * (i / 7 % 7), 6.0F * (i / 49)});
    clouds.emplace_back("line", line);
    clouds.emplace_back("diagonal", diagonal);
    clouds.emplace_back("lattice with points on cell faces", lattice);
    clouds.emplace_back("identical", Cloud(70, Vec3<float>{5, 5, 5}));
    Cloud flung = uniform_cloud(200, 30.0F, 4);
    flung[7] = {1e30F, 0, 0};
    flung[8] = {1e30F, 3, 0};
    flung[90] = {-3e7F, 2e7F, 1e9F};
    flung[150] = {0, 5e4F, 0};
    clouds.emplace_back("far-flung", flung);
    return clouds;
}

}  // namespace prct::test
