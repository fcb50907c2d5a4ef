#include "prct/coevolution/chromatic_sampler.hpp"

#include <algorithm>
#include <cmath>

#include "prct/base/thread_pool.hpp"
#include "prct/error.hpp"
#include "prct/graph/coloring.hpp"
#include "prct/physics/philox.h"

namespace prct {
namespace {

constexpr int states = potts_states;

/// Columns of each colour.
std::vector<std::vector<int>> classes_of(std::span<const std::int32_t> colors) {
    std::vector<std::vector<int>> classes;
    for (std::size_t column = 0; column < colors.size(); ++column) {
        classes.resize(std::max(classes.size(), static_cast<std::size_t>(colors[column]) + 1));
        classes[colors[column]].push_back(static_cast<int>(column));
    }
    return classes;
}

/// A state with p ∝ e^logit, by one uniform number.
std::uint8_t draw(const double (&logit)[states], double uniform) {
    const double highest = *std::max_element(logit, logit + states);
    double weight[states], total = 0;
    for (int a = 0; a < states; ++a) total += weight[a] = std::exp(logit[a] - highest);
    double left = uniform * total;
    for (int a = 0; a + 1 < states; ++a)
        if ((left -= weight[a]) < 0) return static_cast<std::uint8_t>(a);
    return states - 1;
}

}  // namespace

std::vector<std::uint8_t> sample_potts(const Potts& model, const Graph& graph, std::span<const std::int32_t> colors,
                                       const SamplerOptions& options, int threads) {
    if (graph.n_vertices() != model.length || options.chains < 1 || options.sweeps < 0)
        throw InputError("sampling needs a graph of the model's columns, chains and sweeps");
    if (!is_proper_coloring(graph, colors)) throw InputError("two coupled columns have one colour; colour the graph");
    const auto length = static_cast<std::size_t>(model.length);
    const auto classes = classes_of(colors);
    std::vector<std::uint8_t> sequences(static_cast<std::size_t>(options.chains) * length);
    const auto uniform = [&](int sweep, int chain, std::size_t column) {
        const auto place = static_cast<std::uint64_t>(chain) * length + column;
        return uniform_open(philox(options.seed, place, static_cast<std::uint64_t>(sweep)).v[0]);
    };
    const auto draw_column = [&](std::uint8_t* sequence, int column, double random) {
        double logit[states];
        for (int a = 0; a < states; ++a) logit[a] = model.fields[static_cast<std::size_t>(column) * states + a];
        for (const std::int32_t other : graph.of(column)) {
            const std::size_t row = (static_cast<std::size_t>(other) * length + column) * states + sequence[other];
            for (int a = 0; a < states; ++a) logit[a] += model.couplings[row * states + a];
        }
        sequence[column] = draw(logit, random);
    };
    ThreadPool pool(threads);
    pool.run([&](int rank) {
        const auto [first, last] = pool.part(rank, options.chains);
        for (int chain = first; chain < last; ++chain) {
            std::uint8_t* sequence = sequences.data() + static_cast<std::size_t>(chain) * length;
            for (std::size_t column = 0; column < length; ++column)
                sequence[column] = static_cast<std::uint8_t>(uniform(0, chain, column) * states);
            for (int sweep = 1; sweep <= options.sweeps; ++sweep)
                for (const auto& members : classes)
                    for (const int column : members)
                        draw_column(sequence, column, uniform(sweep, chain, static_cast<std::size_t>(column)));
        }
    });
    return sequences;
}

}  // namespace prct
