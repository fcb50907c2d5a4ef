#include "prct/graph/shortest_paths.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

/// Min-heap of vertices keyed by tentative length; stale entries are skipped when they surface.
class LazyHeap {
   public:
    void clear() { items_.clear(); }
    bool empty() const { return items_.empty(); }
    void push(double key, std::int32_t vertex) {
        items_.push_back({key, vertex});
        std::push_heap(items_.begin(), items_.end(), later);
    }
    std::pair<double, std::int32_t> pop() {
        std::pop_heap(items_.begin(), items_.end(), later);
        const auto top = items_.back();
        items_.pop_back();
        return top;
    }

   private:
    using Item = std::pair<double, std::int32_t>;
    static bool later(const Item& a, const Item& b) { return a > b; }
    std::vector<Item> items_;
};

void dijkstra(const WeightedGraph& graph, std::int32_t source, std::span<double> length, LazyHeap& heap) {
    std::ranges::fill(length, kUnreachable);
    length[source] = 0.0;
    heap.clear();
    heap.push(0.0, source);
    while (!heap.empty()) {
        const auto [key, v] = heap.pop();
        if (key > length[v]) continue;
        for (const auto& arc : graph.arcs(v)) {
            const double candidate = key + arc.length_a;
            if (candidate < length[arc.to]) {
                length[arc.to] = candidate;
                heap.push(candidate, arc.to);
            }
        }
    }
}

std::vector<double> floyd_warshall(const WeightedGraph& graph) {
    const std::size_t n = graph.size();
    std::vector<double> d(n * n, kUnreachable);
    for (std::size_t v = 0; v < n; ++v) {
        d[v * n + v] = 0.0;
        for (const auto& arc : graph.arcs(static_cast<std::int32_t>(v)))
            d[v * n + arc.to] = std::min(d[v * n + arc.to], arc.length_a);
    }
    for (std::size_t k = 0; k < n; ++k) {
        const double* through = &d[k * n];
        for (std::size_t i = 0; i < n; ++i) {
            const double first = d[i * n + k];
            if (first == kUnreachable) continue;
            double* row = &d[i * n];
            for (std::size_t j = 0; j < n; ++j) row[j] = std::min(row[j], first + through[j]);
        }
    }
    return d;
}

void symmetrize(std::vector<double>& d, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) d[i * n + j] = d[j * n + i] = std::min(d[i * n + j], d[j * n + i]);
}

/// The chain each vertex belongs to.
std::vector<std::int32_t> chain_of(std::span<const std::int32_t> starts) {
    std::vector<std::int32_t> chain(starts.back());
    for (std::size_t c = 0; c + 1 < starts.size(); ++c)
        std::fill(chain.begin() + starts[c], chain.begin() + starts[c + 1], static_cast<std::int32_t>(c));
    return chain;
}

void check_chain_starts(std::span<const std::int32_t> starts) {
    const bool ok = starts.size() >= 2 && starts.front() == 0 && std::ranges::is_sorted(starts);
    if (!ok)
        throw InputError("chain_starts must ascend from 0 to the number of residues; it has " +
                         std::to_string(starts.size()) + " entries that do not");
}

/// Dijkstra from i to j that stops at j and never walks a contact near (i, j); reuses its arrays between searches.
class DetourSearch {
   public:
    DetourSearch(std::span<const std::int32_t> chain_starts, const WeightedGraph& contacts, std::int32_t window)
        : chain_(chain_of(chain_starts)), contacts_(contacts), window_(window), length_(chain_.size(), kUnreachable) {}

    double operator()(std::int32_t from, std::int32_t to, double bound_a) {
        for (const auto v : touched_) length_[v] = kUnreachable;
        touched_.clear();
        heap_.clear();
        relax(from, 0.0, bound_a);
        while (!heap_.empty()) {
            const auto [key, v] = heap_.pop();
            if (v == to) return key;
            if (key > length_[v]) continue;
            if (v > 0 && chain_[v - 1] == chain_[v]) relax(v - 1, key + kChainBondA, bound_a);
            if (v + 1 < contacts_.size() && chain_[v + 1] == chain_[v]) relax(v + 1, key + kChainBondA, bound_a);
            const bool near_from = near(v, from), near_to = near(v, to);
            for (const auto& arc : contacts_.arcs(v)) {
                const bool vouches_for_itself = (near_from && near(arc.to, to)) || (near_to && near(arc.to, from));
                if (!vouches_for_itself) relax(arc.to, key + arc.length_a, bound_a);
            }
        }
        return kUnreachable;
    }

   private:
    bool near(std::int32_t a, std::int32_t b) const { return std::abs(a - b) <= window_ && chain_[a] == chain_[b]; }

    void relax(std::int32_t v, double candidate, double bound_a) {
        if (candidate >= length_[v] || candidate > bound_a) return;
        if (length_[v] == kUnreachable) touched_.push_back(v);
        length_[v] = candidate;
        heap_.push(candidate, v);
    }

    std::vector<std::int32_t> chain_;
    const WeightedGraph& contacts_;
    std::int32_t window_;
    std::vector<double> length_;
    std::vector<std::int32_t> touched_;
    LazyHeap heap_;
};

}  // namespace

WeightedGraph::WeightedGraph(std::int32_t n, std::span<const WeightedEdge> edges) : row_(n + 1, 0) {
    for (std::size_t e = 0; e < edges.size(); ++e) {
        const auto& [i, j, length_a] = edges[e];
        const std::string where =
            "edge " + std::to_string(e) + " (" + std::to_string(i) + ", " + std::to_string(j) + ")";
        if (i < 0 || j < 0 || i >= n || j >= n || i == j)
            throw InputError(where + " does not join two different vertices of 0.." + std::to_string(n - 1));
        if (!std::isfinite(length_a) || length_a < 0.0)
            throw InputError(where + " has length " + std::to_string(length_a) +
                             "; lengths are finite and not negative");
        ++row_[i + 1];
        ++row_[j + 1];
    }
    for (std::int32_t v = 0; v < n; ++v) row_[v + 1] += row_[v];
    arcs_.resize(row_[n]);
    auto next = row_;
    for (const auto& [i, j, length_a] : edges) {
        arcs_[next[i]++] = {j, length_a};
        arcs_[next[j]++] = {i, length_a};
    }
    for (std::int32_t v = 0; v < n; ++v)
        std::sort(arcs_.begin() + row_[v], arcs_.begin() + row_[v + 1],
                  [](const Arc& a, const Arc& b) { return a.to != b.to ? a.to < b.to : a.length_a < b.length_a; });
}

std::vector<WeightedEdge> chain_bonds(std::span<const std::int32_t> chain_starts) {
    check_chain_starts(chain_starts);
    std::vector<WeightedEdge> bonds;
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c)
        for (std::int32_t v = chain_starts[c]; v + 1 < chain_starts[c + 1]; ++v)
            bonds.push_back({v, v + 1, kChainBondA});
    return bonds;
}

std::vector<double> shortest_paths_from(const WeightedGraph& graph, std::span<const std::int32_t> sources) {
    const std::size_t n = graph.size();
    std::vector<double> lengths(sources.size() * n);
    LazyHeap heap;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        if (sources[s] < 0 || sources[s] >= graph.size())
            throw InputError("source " + std::to_string(sources[s]) + " is no vertex of 0.." + std::to_string(n - 1));
        dijkstra(graph, sources[s], std::span(lengths).subspan(s * n, n), heap);
    }
    return lengths;
}

std::vector<double> all_pairs_shortest_paths(const WeightedGraph& graph) {
    const std::int32_t n = graph.size();
    if (n > kMaxAllPairs)
        throw InputError("all pairs of " + std::to_string(n) + " vertices need a dense table; up to " +
                         std::to_string(kMaxAllPairs) + " are allowed: use shortest_paths_from with landmarks");
    // Measured: an arc of Dijkstra (heap included) costs about as much as 60 vectorised steps of Floyd-Warshall.
    const double dijkstra_cost = 60.0 * static_cast<double>(graph.arc_count());
    std::vector<double> d;
    if (static_cast<double>(n) * n < dijkstra_cost) {
        d = floyd_warshall(graph);
    } else {
        std::vector<std::int32_t> everyone(n);
        for (std::int32_t v = 0; v < n; ++v) everyone[v] = v;
        d = shortest_paths_from(graph, everyone);
    }
    // Sums taken in opposite directions may differ in the last bit.
    symmetrize(d, n);
    return d;
}

std::vector<double> detours(std::span<const std::int32_t> chain_starts, std::span<const WeightedEdge> contacts,
                            std::int32_t window, double bound_a) {
    check_chain_starts(chain_starts);
    const WeightedGraph graph(chain_starts.back(), contacts);
    DetourSearch search(chain_starts, graph, window);
    std::vector<double> lengths;
    lengths.reserve(contacts.size());
    for (const auto& e : contacts) lengths.push_back(search(e.i, e.j, bound_a));
    return lengths;
}

}  // namespace prct
