#include "prct/graph/contact_graph.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "prct/error.hpp"
#include "prct/graph/points.hpp"

namespace prct {
namespace {

/// Points sorted into cells at least as wide as the cutoff, so that partners lie in the 27 cells around.
struct Cells {
    std::array<double, 3> low{}, inverse_width{};
    std::array<int, 3> count{1, 1, 1};
    std::vector<std::int32_t> start, members;

    Cells(const std::vector<Point>& points, double width) {
        choose_counts(points, width);
        start.assign(static_cast<std::size_t>(count[0]) * count[1] * count[2] + 1, 0);
        std::vector<std::int32_t> cell_of(points.size());
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto c = coordinates_of(points[i]);
            cell_of[i] = index(c[0], c[1], c[2]);
            ++start[cell_of[i] + 1];
        }
        std::partial_sum(start.begin(), start.end(), start.begin());
        members.resize(points.size());
        auto next = start;
        for (std::size_t i = 0; i < points.size(); ++i) members[next[cell_of[i]]++] = static_cast<std::int32_t>(i);
    }

    std::int32_t index(int x, int y, int z) const { return (z * count[1] + y) * count[0] + x; }

    std::array<int, 3> coordinates_of(const Point& p) const {
        std::array<int, 3> c;
        for (int a = 0; a < 3; ++a)
            c[a] = std::clamp(static_cast<int>((p[a] - low[a]) * inverse_width[a]), 0, count[a] - 1);
        return c;
    }

   private:
    /// Never more than a few cells a point: a sparse cloud gets wider cells, not an array of empty ones.
    void choose_counts(const std::vector<Point>& points, double width) {
        std::array<double, 3> high{};
        if (!points.empty()) low = high = points[0];
        for (const auto& p : points)
            for (int a = 0; a < 3; ++a) low[a] = std::min(low[a], p[a]), high[a] = std::max(high[a], p[a]);
        const double most_cells = 4.0 * static_cast<double>(points.size()) + 64.0;
        std::array<double, 3> wanted;
        for (int a = 0; a < 3; ++a) wanted[a] = std::max(1.0, std::floor((high[a] - low[a]) / width));
        while (wanted[0] * wanted[1] * wanted[2] > most_cells) {
            auto& widest = *std::max_element(wanted.begin(), wanted.end());
            widest = std::max(1.0, std::floor(widest / 2));
        }
        for (int a = 0; a < 3; ++a) {
            count[a] = static_cast<int>(wanted[a]);
            // A hair below the exact quotient: rounding must not push a point one cell too far.
            inverse_width[a] = high[a] > low[a] ? wanted[a] * (1.0 - 1e-12) / (high[a] - low[a]) : 0.0;
        }
    }
};

void append_partners(const std::vector<Point>& points, const Cells& cells, std::int32_t i, double cutoff2,
                     int min_separation, std::vector<std::int32_t>& out) {
    const auto c = cells.coordinates_of(points[i]);
    const int x0 = std::max(c[0] - 1, 0), x1 = std::min(c[0] + 1, cells.count[0] - 1);
    const int y0 = std::max(c[1] - 1, 0), y1 = std::min(c[1] + 1, cells.count[1] - 1);
    const int z0 = std::max(c[2] - 1, 0), z1 = std::min(c[2] + 1, cells.count[2] - 1);
    for (int z = z0; z <= z1; ++z)
        for (int y = y0; y <= y1; ++y)
            for (auto k = cells.start[cells.index(x0, y, z)]; k < cells.start[cells.index(x1, y, z) + 1]; ++k) {
                const auto j = cells.members[k];
                if (std::abs(j - i) >= min_separation && distance2(points[i], points[j]) <= cutoff2) out.push_back(j);
            }
}

void require_rows_fit(std::size_t entries) {
    if (static_cast<std::int64_t>(entries) > kMaxRowEntries)
        throw InputError("the graph has over " + std::to_string(kMaxRowEntries / 2) +
                         " edges; use a shorter cutoff or fewer points");
}

}  // namespace

std::int32_t Graph::max_degree() const {
    std::int32_t most = 0;
    for (std::int32_t v = 0; v < n_vertices(); ++v) most = std::max(most, degree(v));
    return most;
}

Graph contact_graph(std::span<const double> coordinates, int dimensions, double cutoff_a, int min_separation) {
    if (!(cutoff_a > 0) || !std::isfinite(cutoff_a))
        throw InputError("cutoff_a is " + std::to_string(cutoff_a) + "; give a positive length");
    if (min_separation < 1)
        throw InputError("min_separation is " + std::to_string(min_separation) + "; give at least 1");
    const auto points = read_points(coordinates, dimensions);
    const Cells cells(points, cutoff_a);
    Graph graph;
    graph.offsets.reserve(points.size() + 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        append_partners(points, cells, static_cast<std::int32_t>(i), cutoff_a * cutoff_a, min_separation,
                        graph.neighbours);
        require_rows_fit(graph.neighbours.size());
        std::sort(graph.neighbours.begin() + graph.offsets.back(), graph.neighbours.end());
        graph.offsets.push_back(static_cast<std::int32_t>(graph.neighbours.size()));
    }
    return graph;
}

Graph graph_from_edges(std::int32_t n_vertices, std::span<const std::int32_t> pairs) {
    if (n_vertices < 0) throw InputError("n_vertices is " + std::to_string(n_vertices) + "; give 0 or more");
    if (pairs.size() % 2 != 0) throw InputError("the list of edges has an odd number of ends; give pairs");
    require_rows_fit(pairs.size());
    std::vector<std::int32_t> start(n_vertices + 1, 0), row(pairs.size());
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        if (pairs[k] < 0 || pairs[k] >= n_vertices)
            throw InputError("edge " + std::to_string(k / 2) + " names vertex " + std::to_string(pairs[k]) +
                             ", outside 0.." + std::to_string(n_vertices - 1) + "; vertices count from 0");
        if (pairs[k] == pairs[k ^ 1])
            throw InputError("edge " + std::to_string(k / 2) + " joins vertex " + std::to_string(pairs[k]) +
                             " to itself; leave self-loops out");
        ++start[pairs[k] + 1];
    }
    std::partial_sum(start.begin(), start.end(), start.begin());
    auto next = start;
    for (std::size_t k = 0; k < pairs.size(); ++k) row[next[pairs[k]]++] = pairs[k ^ 1];
    Graph graph;
    graph.neighbours.reserve(row.size());
    for (std::int32_t v = 0; v < n_vertices; ++v) {
        std::sort(row.begin() + start[v], row.begin() + start[v + 1]);
        const auto end = std::unique(row.begin() + start[v], row.begin() + start[v + 1]);
        graph.neighbours.insert(graph.neighbours.end(), row.begin() + start[v], end);
        graph.offsets.push_back(static_cast<std::int32_t>(graph.neighbours.size()));
    }
    return graph;
}

void check_graph(const Graph& graph) {
    const auto n = graph.n_vertices();
    if (graph.offsets.empty() || graph.offsets.front() != 0 ||
        !std::is_sorted(graph.offsets.begin(), graph.offsets.end()) ||
        graph.offsets.back() != static_cast<std::int64_t>(graph.neighbours.size()))
        throw InputError("graph offsets must rise from 0 to the number of neighbours; build it by graph_from_edges");
    for (std::int32_t v = 0; v < n; ++v) {
        const auto row = graph.of(v);
        for (std::size_t k = 0; k < row.size(); ++k)
            if (row[k] < 0 || row[k] >= n || row[k] == v || (k > 0 && row[k] <= row[k - 1]))
                throw InputError(
                    "row " + std::to_string(v) +
                    " of the graph is not ascending, in range and loop-free; build it by graph_from_edges");
    }
    for (std::int32_t v = 0; v < n; ++v)
        for (const auto u : graph.of(v)) {
            const auto row = graph.of(u);
            if (!std::binary_search(row.begin(), row.end(), v))
                throw InputError("edge " + std::to_string(v) + "-" + std::to_string(u) +
                                 " stands in one row only; build the graph by graph_from_edges");
        }
}

}  // namespace prct
