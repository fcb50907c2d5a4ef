#include "prct/coevolution/chromatic_sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "prct/error.hpp"
#include "prct/graph/coloring.hpp"

namespace {

using prct::Potts;
using prct::sample_potts;

constexpr int q = prct::potts_states;

/// Columns 0-1 and 2-3 coupled, 4 alone.
Potts small_model() {
    Potts model{5, std::vector<float>(5 * q), std::vector<float>(25 * q * q)};
    for (int i = 0; i < 5; ++i)
        for (int a = 0; a < q; ++a) model.fields[i * q + a] = 0.4F * std::sin(1.0F + 3.0F * i + a);
    for (const auto [i, j] : {std::pair{0, 1}, std::pair{2, 3}})
        for (int a = 0; a < q; ++a)
            for (int b = 0; b < q; ++b) {
                const float coupling = a == b ? 2.0F : 0.3F * std::cos(a + 2.0F * b);
                model.couplings[((i * 5 + j) * q + a) * q + b] = coupling;
                model.couplings[((j * 5 + i) * q + b) * q + a] = coupling;
            }
    return model;
}

prct::Graph small_graph() { return prct::graph_from_edges(5, std::vector<std::int32_t>{0, 1, 2, 3}); }

TEST(ChromaticSampler, PairFrequenciesAreThoseOfTheModel) {
    const Potts model = small_model();
    const auto graph = small_graph();
    const auto colors = prct::color_vertices(graph).colors;
    const int chains = 60000;
    const auto found = sample_potts(model, graph, colors, {chains, 30, 7}, 2);
    std::vector<double> exact(q * q), seen(q * q);
    double total = 0;
    for (int a = 0; a < q; ++a)
        for (int b = 0; b < q; ++b) {
            const double logit =
                model.fields[2 * q + a] + model.fields[3 * q + b] + model.couplings[((2 * 5 + 3) * q + a) * q + b];
            total += exact[a * q + b] = std::exp(logit);
        }
    for (int n = 0; n < chains; ++n) seen[found[n * 5 + 2] * q + found[n * 5 + 3]] += 1.0 / chains;
    double chi = 0;
    for (int k = 0; k < q * q; ++k) {
        const double p = exact[k] / total;
        chi += (seen[k] - p) * (seen[k] - p) / p * chains;
    }
    EXPECT_NEAR(chi, q * q - 1, 5 * std::sqrt(2.0 * (q * q - 1)));
    double alone = 0;
    for (int a = 0; a < q; ++a) alone += std::exp(model.fields[4 * q + a]);
    double share = 0;
    for (int n = 0; n < chains; ++n) share += (found[n * 5 + 4] == 3) / static_cast<double>(chains);
    EXPECT_NEAR(share, std::exp(model.fields[4 * q + 3]) / alone, 0.004);
}

TEST(ChromaticSampler, TheSameForAnyNumberOfThreads) {
    const auto graph = small_graph();
    const std::vector<std::int32_t> colors = {0, 1, 0, 1, 0};
    const auto one = sample_potts(small_model(), graph, colors, {50, 5, 3}, 1);
    EXPECT_EQ(one, sample_potts(small_model(), graph, colors, {50, 5, 3}, 3));
    EXPECT_NE(one, sample_potts(small_model(), graph, colors, {50, 5, 4}, 1));
}

TEST(ChromaticSampler, RefusesWhatDoesNotFit) {
    const Potts model = small_model();
    const auto graph = small_graph();
    EXPECT_THROW(sample_potts(model, graph, std::vector<std::int32_t>(5, 0), {}), prct::InputError);
    EXPECT_THROW(sample_potts(model, prct::Graph{}, {}, {}), prct::InputError);
    const std::vector<std::int32_t> colors = {0, 1, 0, 1, 0};
    EXPECT_THROW(sample_potts(model, graph, colors, {0, 1, 1}), prct::InputError);
}

}  // namespace
