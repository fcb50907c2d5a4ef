// Graphs the tests of the graph room share.
#pragma once

#include <cstdint>
#include <vector>

#include "prct/graph/contact_graph.hpp"
#include "prct/graph/random_stream.hpp"

namespace prct::test {

/// Each pair joined with probability percent / 100.
inline Graph random_graph(std::int32_t n, std::uint32_t percent, std::uint64_t seed) {
    RandomStream random(seed);
    std::vector<std::int32_t> pairs;
    for (std::int32_t i = 0; i < n; ++i)
        for (std::int32_t j = i + 1; j < n; ++j)
            if (random.below(100) < percent) pairs.insert(pairs.end(), {i, j});
    return graph_from_edges(n, pairs);
}

inline Graph complete_graph(std::int32_t n) { return random_graph(n, 100, 1); }

inline Graph ring(std::int32_t n) {
    std::vector<std::int32_t> pairs;
    for (std::int32_t i = 0; i < n; ++i) pairs.insert(pairs.end(), {i, (i + 1) % n});
    return graph_from_edges(n, pairs);
}

/// Every vertex of the first part joined to every one of the second.
inline Graph complete_bipartite(std::int32_t first, std::int32_t second) {
    std::vector<std::int32_t> pairs;
    for (std::int32_t i = 0; i < first; ++i)
        for (std::int32_t j = 0; j < second; ++j) pairs.insert(pairs.end(), {i, first + j});
    return graph_from_edges(first + second, pairs);
}

inline Graph star(std::int32_t leaves) { return complete_bipartite(1, leaves); }

inline std::vector<double> random_points(std::int32_t n, int dimensions, double side, std::uint64_t seed) {
    RandomStream random(seed);
    std::vector<double> points(static_cast<std::size_t>(n) * dimensions);
    for (auto& x : points) x = side * (static_cast<double>(random.next() >> 11) / 9007199254740992.0);
    return points;
}

}  // namespace prct::test
