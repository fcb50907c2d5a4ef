#include "bindings.hpp"
#include "graph_view.hpp"
#include "prct/graph/edge_coloring.hpp"

namespace {

using prct::python::Array;

py::tuple color(const Array<std::int32_t>& offsets, const Array<std::int32_t>& neighbours) {
    const auto graph = prct::python::graph_of(offsets, neighbours);
    prct::EdgeColoring result;
    {
        py::gil_scoped_release release;
        result = prct::color_edges(graph);
    }
    const auto n = static_cast<py::ssize_t>(result.colors.size());
    std::vector<std::int32_t> ends;
    ends.reserve(2 * result.edges.size());
    for (const auto& [i, j] : result.edges) ends.insert(ends.end(), {i, j});
    return py::make_tuple(prct::python::to_numpy(std::move(ends), {n, 2}),
                          prct::python::to_numpy(std::move(result.colors), {n}), result.n_colors, result.lower_bound,
                          result.upper_bound);
}

bool is_proper(const Array<std::int32_t>& edges, const Array<std::int32_t>& colors) {
    prct::python::require_shape(edges, {-1, 2}, "edges");
    prct::python::require_shape(colors, {-1}, "colors");
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
    const auto ends = prct::python::view(edges);
    for (std::size_t k = 0; k < ends.size(); k += 2) pairs.emplace_back(ends[k], ends[k + 1]);
    return prct::is_proper_edge_coloring(pairs, prct::python::view(colors));
}

}  // namespace

void bind_edge_coloring(py::module_& m) {
    m.def("color_edges", &color, py::arg("offsets"), py::arg("neighbours"));
    m.def("is_proper_edge_coloring", &is_proper, py::arg("edges"), py::arg("colors"));
}
