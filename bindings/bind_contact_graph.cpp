#include "array_view.hpp"
#include "bindings.hpp"
#include "graph_view.hpp"
#include "prct/graph/contact_graph.hpp"

namespace {

using prct::python::Array;

py::tuple to_arrays(prct::Graph&& graph) {
    const auto rows = static_cast<py::ssize_t>(graph.offsets.size());
    const auto entries = static_cast<py::ssize_t>(graph.neighbours.size());
    return py::make_tuple(prct::python::to_numpy(std::move(graph.offsets), {rows}),
                          prct::python::to_numpy(std::move(graph.neighbours), {entries}));
}

}  // namespace

void bind_contact_graph(py::module_& m) {
    m.def(
        "contact_graph",
        [](const Array<double>& points, double cutoff_a, int min_separation) {
            prct::python::require_shape(points, {-1, -1}, "points");
            const auto dimensions = static_cast<int>(points.shape(1));
            return to_arrays(prct::contact_graph(prct::python::view(points), dimensions, cutoff_a, min_separation));
        },
        py::arg("points"), py::arg("cutoff_a"), py::arg("min_separation"));
    m.def(
        "graph_from_edges",
        [](std::int32_t n_vertices, const Array<std::int32_t>& pairs) {
            prct::python::require_shape(pairs, {-1, 2}, "edges");
            return to_arrays(prct::graph_from_edges(n_vertices, prct::python::view(pairs)));
        },
        py::arg("n_vertices"), py::arg("edges"));
    m.def(
        "check_graph",
        [](const Array<std::int32_t>& offsets, const Array<std::int32_t>& neighbours) {
            prct::check_graph(prct::python::graph_of(offsets, neighbours));
        },
        py::arg("offsets"), py::arg("neighbours"));
}
