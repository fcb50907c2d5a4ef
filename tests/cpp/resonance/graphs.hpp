// Graphs of oscillators for the tests, and the rate of Eq. 16 as the plainest loop in double.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "prct/physics/kuramoto_rate.h"
#include "prct/resonance/sliced_matrix.hpp"

namespace prct::testing_graphs {

struct Graph {
    std::vector<std::int64_t> row_start{0};
    std::vector<std::int32_t> neighbor;
    std::vector<double> weight;

    std::size_t size() const { return row_start.size() - 1; }
    template <class T>
    std::vector<T> weights() const {
        return {weight.begin(), weight.end()};
    }
};

inline Graph from_lists(const std::vector<std::vector<std::pair<std::int32_t, double>>>& lists) {
    Graph graph;
    for (const auto& list : lists) {
        for (const auto& [j, weight] : list) {
            graph.neighbor.push_back(j);
            graph.weight.push_back(weight);
        }
        graph.row_start.push_back(static_cast<std::int64_t>(graph.neighbor.size()));
    }
    return graph;
}

/// Random symmetric graph whose last tenth of the oscillators is isolated; the first one is a hub.
inline Graph random_graph(int n, int degree, unsigned seed) {
    std::mt19937 generator(seed);
    std::vector<std::vector<std::pair<std::int32_t, double>>> lists(n);
    const int connected = n - n / 10;
    const auto add = [&](int a, int b, double weight) {
        lists[a].emplace_back(b, weight);
        lists[b].emplace_back(a, weight);
    };
    for (int e = 0; e < connected * degree / 2; ++e) {
        const int a = static_cast<int>(generator() % connected), b = static_cast<int>(generator() % connected);
        if (a != b) add(a, b, 0.1 + generator() % 1000 / 1000.0);
    }
    for (int b = 1; b < connected; b += 3) add(0, b, 0.5);
    return from_lists(lists);
}

inline std::vector<double> random_values(std::size_t n, double low, double high, unsigned seed) {
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> draw(low, high);
    std::vector<double> values(n);
    for (double& value : values) value = draw(generator);
    return values;
}

template <class T>
std::vector<T> as(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

/// Eq. 16, one sine an edge.
inline std::vector<double> plain_rate(const Graph& graph, const std::vector<double>& frequency, double coupling,
                                      const std::vector<double>& amplitude, const std::vector<double>& phase,
                                      bool scaled = true) {
    std::vector<double> rate(graph.size());
    for (std::size_t i = 0; i < graph.size(); ++i) {
        double weights = 0, pull = 0;
        for (auto e = graph.row_start[i]; e < graph.row_start[i + 1]; ++e) {
            const auto j = static_cast<std::size_t>(graph.neighbor[e]);
            weights += graph.weight[e];
            pull += graph.weight[e] * (amplitude.empty() ? 1.0 : amplitude[j]) * std::sin(phase[j] - phase[i]);
        }
        rate[i] = frequency[i] + (scaled ? kuramoto_gain(coupling, weights) : coupling) * pull;
    }
    return rate;
}

}  // namespace prct::testing_graphs
