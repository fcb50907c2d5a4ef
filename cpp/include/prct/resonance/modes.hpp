// Resonance modes, the first fold (Eq. 22): the dominant modes of the double-centred table of shortest paths.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/graph/shortest_paths.hpp"

namespace prct {

struct ModesOptions {
    int dimensions = 3;               ///< modes kept; 4 for a start that can still untangle
    bool distances_known = false;     ///< edge lengths are measured distances, not the usual length of a contact
    double exponent = 0.85;           ///< D^exponent: paths over contacts are longer than the straight line
    double trusted_a = 20.0;          ///< with known distances only what lies beyond is compressed
    std::int32_t dense_limit = 2000;  ///< larger parts are embedded through landmarks
    std::int32_t landmarks = 256;     ///< of a part beyond the dense limit
    double gap_a = 15.0;              ///< between parts that no restraint joins
};

/// Embedded positions [n, dimensions] in Å. Parts of the graph with nothing between them are embedded apart and placed
/// side by side along the first axis, in the order of their first residues.
std::vector<double> embed_modes(std::span<const std::int32_t> chain_starts, std::span<const WeightedEdge> edges,
                                const ModesOptions& options = {});

/// The part of the graph each vertex belongs to, numbered by first appearance.
std::vector<std::int32_t> connected_parts(std::int32_t n, std::span<const WeightedEdge> edges);

}  // namespace prct
