// Undirected graphs as compressed rows, and how they are made: from points within a cutoff, or from a list of edges.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

/// An undirected simple graph: vertex v's neighbours, ascending, are neighbours[offsets[v] .. offsets[v + 1]).
/// Every edge stands in both rows; there are no self-loops and no double edges.
struct Graph {
    std::vector<std::int32_t> offsets{0};
    std::vector<std::int32_t> neighbours;

    std::int32_t n_vertices() const { return static_cast<std::int32_t>(offsets.size()) - 1; }
    std::int64_t n_edges() const { return static_cast<std::int64_t>(neighbours.size()) / 2; }
    std::int32_t degree(std::int32_t v) const { return offsets[v + 1] - offsets[v]; }
    std::span<const std::int32_t> of(std::int32_t v) const {
        return {neighbours.data() + offsets[v], static_cast<std::size_t>(degree(v))};
    }
    std::int32_t max_degree() const;
};

/// Vertices are 32-bit and rows are indexed by 32 bits: at most this many row entries (twice the edges).
inline constexpr std::int64_t kMaxRowEntries = 2'000'000'000;

/// Join points closer than or at `cutoff_a`, whose indices differ by at least `min_separation` (1 = all pairs).
/// `coordinates` is [n, dimensions] row-major, 2 or 3 dimensions. Cells of the cutoff's width: O(n) at bounded density.
/// Throws InputError: non-finite coordinates, cutoff not positive, separation below 1, more than kMaxRowEntries.
Graph contact_graph(std::span<const double> coordinates, int dimensions, double cutoff_a, int min_separation = 1);

/// Graph of `n_vertices` from pairs [m, 2] row-major; pairs given twice, in either order, count once.
/// Throws InputError: an end outside 0..n-1, a self-loop.
Graph graph_from_edges(std::int32_t n_vertices, std::span<const std::int32_t> pairs);

/// Check that rows are ascending, in range, loop-free and symmetric; throws InputError naming the first fault.
void check_graph(const Graph& graph);

}  // namespace prct
