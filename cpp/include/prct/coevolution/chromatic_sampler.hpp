// Sequences drawn from a Potts model by Gibbs sweeps over colour classes (Eqs. 24b, 30): members of a class have no
// coupling with one another and are drawn together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/coevolution/pseudo_likelihood.hpp"
#include "prct/graph/contact_graph.hpp"

namespace prct {

struct SamplerOptions {
    int chains = 1000;  ///< sequences, each a Markov chain of its own
    int sweeps = 100;   ///< every column is drawn once in each
    std::uint64_t seed = 1;
};

/// Row-major [chains, length] of states. Columns that `graph` does not join are taken as uncoupled; `colors` is a
/// proper colouring of it. Chains start at random. Random integers are counted (seed, sweep, chain, column): the same
/// for any number of threads. Throws InputError for a graph of another size, an improper colouring, or no chain.
std::vector<std::uint8_t> sample_potts(const Potts& model, const Graph& graph, std::span<const std::int32_t> colors,
                                       const SamplerOptions& options, int threads = 1);

}  // namespace prct
