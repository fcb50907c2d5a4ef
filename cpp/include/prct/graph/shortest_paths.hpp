// Shortest paths on the graph of chain bonds and candidate contacts, and the detours of Eq. 20.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace prct {

/// Distance along one chain bond.
inline constexpr double kChainBondA = 3.8;

/// What two vertices with no path between them are apart.
inline constexpr double kUnreachable = std::numeric_limits<double>::infinity();

struct WeightedEdge {
    std::int32_t i = 0;
    std::int32_t j = 0;
    double length_a = 0.0;
};

/// An undirected weighted graph in compressed rows; both directions of every edge are stored, rows sorted by neighbour.
class WeightedGraph {
   public:
    /// Checks the vertices and that lengths are finite and not negative.
    WeightedGraph(std::int32_t n, std::span<const WeightedEdge> edges);

    std::int32_t size() const { return static_cast<std::int32_t>(row_.size()) - 1; }
    std::size_t arc_count() const { return arcs_.size(); }

    struct Arc {
        std::int32_t to;
        double length_a;
    };
    std::span<const Arc> arcs(std::int32_t v) const {
        return {arcs_.data() + row_[v], static_cast<std::size_t>(row_[v + 1] - row_[v])};
    }

   private:
    std::vector<std::int64_t> row_;
    std::vector<Arc> arcs_;
};

/// The chain bonds of chains [starts[c], starts[c+1]), each 3.8 Å long.
std::vector<WeightedEdge> chain_bonds(std::span<const std::int32_t> chain_starts);

/// Dijkstra from each source; row s of the result [sources, n] holds the lengths from sources[s].
std::vector<double> shortest_paths_from(const WeightedGraph& graph, std::span<const std::int32_t> sources);

/// Largest graph whose dense table of all pairs is allowed (8 B × n²: 200 MB).
inline constexpr std::int32_t kMaxAllPairs = 5000;

/// Lengths between all pairs [n, n], exactly symmetric; Floyd-Warshall where it is cheaper than Dijkstra from each
/// vertex.
std::vector<double> all_pairs_shortest_paths(const WeightedGraph& graph);

/// For every contact e = (i, j) the shortest path from i to j over chain bonds and the other contacts, without e and
/// without the contacts within `window` of e in the contact plane in either orientation (Eq. 20). Infinite where
/// nothing else connects i and j, or where every path is longer than `bound_a`.
std::vector<double> detours(std::span<const std::int32_t> chain_starts, std::span<const WeightedEdge> contacts,
                            std::int32_t window = 5, double bound_a = kUnreachable);

}  // namespace prct
