#include "prct/graph/layout_cost.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "prct/error.hpp"
#include "prct/graph/tour.hpp"

namespace prct {

LayoutCost layout_cost(const Graph& graph, std::span<const std::int32_t> order, std::int32_t pieces) {
    const auto n = graph.n_vertices();
    require_permutation(order, n);
    if (pieces < 1) throw InputError("pieces is " + std::to_string(pieces) + "; give at least 1");
    std::vector<std::int32_t> place(n), piece_of(n), last_piece_seen(n, -1);
    for (std::int32_t p = 0; p < n; ++p) {
        place[order[p]] = p;
        // Piece q starts at ceil(q n / pieces).
        piece_of[order[p]] = static_cast<std::int32_t>(static_cast<std::int64_t>(p) * pieces / n);
    }
    LayoutCost cost;
    std::vector<std::int64_t> halo(pieces, 0);
    std::int64_t sum = 0;
    for (const auto v : order)  // piece by piece, so that one mark a vertex suffices
        for (const auto u : graph.of(v)) {
            const auto distance = std::abs(place[u] - place[v]);
            sum += distance;
            cost.bandwidth = std::max(cost.bandwidth, distance);
            if (piece_of[u] == piece_of[v]) continue;
            ++cost.cut_edges;
            if (last_piece_seen[u] == piece_of[v]) continue;
            last_piece_seen[u] = piece_of[v];
            ++halo[piece_of[v]];
        }
    cost.cut_edges /= 2;
    if (!graph.neighbours.empty())
        cost.mean_index_distance = static_cast<double>(sum) / static_cast<double>(graph.neighbours.size());
    for (const auto h : halo) {
        cost.total_halo += h;
        cost.largest_halo = std::max(cost.largest_halo, h);
    }
    return cost;
}

}  // namespace prct
