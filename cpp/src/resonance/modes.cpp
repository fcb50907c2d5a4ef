#include "prct/resonance/modes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "prct/error.hpp"
#include "prct/linalg/lanczos.hpp"

namespace prct {

namespace {

double compressed(double path_a, const ModesOptions& options) {
    if (!options.distances_known) return std::pow(path_a, options.exponent);
    if (path_a <= options.trusted_a) return path_a;
    return options.trusted_a * std::pow(path_a / options.trusted_a, options.exponent);
}

/// Squares of the compressed paths; `d` is turned into D∘D in place.
void square_compressed(std::vector<double>& d, const ModesOptions& options) {
    for (auto& x : d) {
        const double c = compressed(x, options);
        x = c * c;
    }
}

/// Dominant modes √μ_k v_k [dims, n] of B = -½ J S J, S [n, n] the squared distances, J S J applied without forming it.
std::vector<double> dominant_modes(const std::vector<double>& squared, std::int32_t n, int dims) {
    std::vector<double> centred(n);
    const auto product = [&](std::span<const double> x, std::span<double> y) {
        const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
        for (std::int32_t i = 0; i < n; ++i) centred[i] = x[i] - mean_x;
        for (std::int32_t i = 0; i < n; ++i) {
            const double* row = &squared[static_cast<std::size_t>(i) * n];
            double sum = 0.0;
            for (std::int32_t j = 0; j < n; ++j) sum += row[j] * centred[j];
            y[i] = -0.5 * sum;
        }
        const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
        for (auto& v : y) v -= mean_y;
    };
    const EigenPairs pairs = lanczos_largest(n, dims, product);
    std::vector<double> modes(static_cast<std::size_t>(dims) * n, 0.0);
    for (int k = 0; k < static_cast<int>(pairs.values.size()); ++k) {
        const double scale = std::sqrt(std::max(0.0, pairs.values[k]));
        for (std::int32_t i = 0; i < n; ++i) modes[k * n + i] = scale * pairs.vectors[k * n + i];
    }
    return modes;
}

/// Landmarks spread over the graph: each next one is the vertex farthest from those before. Fills their paths [L, n].
std::vector<std::int32_t> farthest_landmarks(const WeightedGraph& graph, std::int32_t count,
                                             std::vector<double>& paths) {
    const std::int32_t n = graph.size();
    std::vector<std::int32_t> landmarks;
    std::vector<double> nearest(n, kUnreachable);
    std::int32_t next = 0;
    for (std::int32_t k = 0; k < count; ++k) {
        landmarks.push_back(next);
        const auto row = shortest_paths_from(graph, std::span(&next, 1));
        paths.insert(paths.end(), row.begin(), row.end());
        for (std::int32_t v = 0; v < n; ++v) nearest[v] = std::min(nearest[v], row[v]);
        next = static_cast<std::int32_t>(std::ranges::max_element(nearest) - nearest.begin());
    }
    return landmarks;
}

/// Landmark MDS: modes of the landmarks, then each vertex from its squared distances to them; memory O(landmarks · n).
std::vector<double> embed_by_landmarks(const WeightedGraph& graph, const ModesOptions& options) {
    const std::int32_t n = graph.size(), count = std::min(options.landmarks, n);
    std::vector<double> squared;
    const auto landmarks = farthest_landmarks(graph, count, squared);
    square_compressed(squared, options);
    std::vector<double> core(static_cast<std::size_t>(count) * count);
    for (std::int32_t a = 0; a < count; ++a)
        for (std::int32_t b = 0; b < count; ++b) {
            const auto at = [&](std::int32_t row, std::int32_t v) {
                return squared[static_cast<std::size_t>(row) * n + v];
            };
            core[a * count + b] = 0.5 * (at(a, landmarks[b]) + at(b, landmarks[a]));
        }
    const auto modes = dominant_modes(core, count, options.dimensions);
    std::vector<double> positions(static_cast<std::size_t>(n) * options.dimensions, 0.0);
    for (int k = 0; k < options.dimensions; ++k) {
        const double* mode = &modes[static_cast<std::size_t>(k) * count];
        const double mu = std::inner_product(mode, mode + count, mode, 0.0);
        if (mu <= 0.0) continue;
        for (std::int32_t a = 0; a < count; ++a) {
            const double mean = std::accumulate(&core[a * count], &core[a * count] + count, 0.0) / count;
            const double factor = -0.5 * mode[a] / mu;
            const double* row = &squared[static_cast<std::size_t>(a) * n];
            for (std::int32_t v = 0; v < n; ++v) positions[v * options.dimensions + k] += factor * (row[v] - mean);
        }
    }
    return positions;
}

std::vector<double> embed_part(const WeightedGraph& graph, const ModesOptions& options) {
    const std::int32_t n = graph.size();
    if (n == 1) return std::vector<double>(options.dimensions, 0.0);
    if (n > options.dense_limit) return embed_by_landmarks(graph, options);
    auto squared = all_pairs_shortest_paths(graph);
    square_compressed(squared, options);
    const auto modes = dominant_modes(squared, n, options.dimensions);
    std::vector<double> positions(static_cast<std::size_t>(n) * options.dimensions);
    for (std::int32_t i = 0; i < n; ++i)
        for (int k = 0; k < options.dimensions; ++k) positions[i * options.dimensions + k] = modes[k * n + i];
    return positions;
}

}  // namespace

std::vector<std::int32_t> connected_parts(std::int32_t n, std::span<const WeightedEdge> edges) {
    std::vector<std::int32_t> parent(n);
    std::iota(parent.begin(), parent.end(), 0);
    const auto root = [&](std::int32_t v) {
        while (parent[v] != v) v = parent[v] = parent[parent[v]];
        return v;
    };
    for (const auto& e : edges) {
        const auto a = root(e.i), b = root(e.j);
        parent[std::max(a, b)] = std::min(a, b);
    }
    std::vector<std::int32_t> part(n, -1);
    std::int32_t count = 0;
    for (std::int32_t v = 0; v < n; ++v) {
        const auto r = root(v);
        if (part[r] < 0) part[r] = count++;
        part[v] = part[r];
    }
    return part;
}

std::vector<double> embed_modes(std::span<const std::int32_t> chain_starts, std::span<const WeightedEdge> edges,
                                const ModesOptions& options) {
    if (options.dimensions < 1)
        throw InputError("dimensions is " + std::to_string(options.dimensions) + "; ask for 1 or more");
    auto all = chain_bonds(chain_starts);
    all.insert(all.end(), edges.begin(), edges.end());
    const std::int32_t n = chain_starts.back();
    const WeightedGraph checked(n, all);
    const auto part = connected_parts(n, all);
    const std::int32_t parts = n ? *std::ranges::max_element(part) + 1 : 0;
    std::vector<std::vector<std::int32_t>> members(parts);
    std::vector<std::int32_t> local(n);
    for (std::int32_t v = 0; v < n; ++v) {
        local[v] = static_cast<std::int32_t>(members[part[v]].size());
        members[part[v]].push_back(v);
    }
    std::vector<std::vector<WeightedEdge>> part_edges(parts);
    for (const auto& e : all) part_edges[part[e.i]].push_back({local[e.i], local[e.j], e.length_a});

    std::vector<double> positions(static_cast<std::size_t>(n) * options.dimensions);
    double right_end = -options.gap_a;
    for (std::int32_t p = 0; p < parts; ++p) {
        const WeightedGraph graph(static_cast<std::int32_t>(members[p].size()), part_edges[p]);
        const auto own = embed_part(graph, options);
        double low = 0.0, high = 0.0;
        for (std::size_t v = 0; v < members[p].size(); ++v) {
            low = std::min(low, own[v * options.dimensions]);
            high = std::max(high, own[v * options.dimensions]);
        }
        const double shift = parts == 1 ? 0.0 : right_end + options.gap_a - low;
        for (std::size_t v = 0; v < members[p].size(); ++v)
            for (int k = 0; k < options.dimensions; ++k)
                positions[static_cast<std::size_t>(members[p][v]) * options.dimensions + k] =
                    own[v * options.dimensions + k] + (k == 0 ? shift : 0.0);
        right_end = high + shift;
    }
    return positions;
}

}  // namespace prct
