// A Graph from the two numpy arrays that hold one in Python.
#pragma once

#include "array_view.hpp"
#include "prct/graph/contact_graph.hpp"

namespace prct::python {

inline Graph graph_of(const Array<std::int32_t>& offsets, const Array<std::int32_t>& neighbours) {
    require_shape(offsets, {-1}, "offsets");
    require_shape(neighbours, {-1}, "neighbours");
    const auto rows = view(offsets), entries = view(neighbours);
    return {{rows.begin(), rows.end()}, {entries.begin(), entries.end()}};
}

}  // namespace prct::python
