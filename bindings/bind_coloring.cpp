#include "bindings.hpp"
#include "graph_view.hpp"
#include "prct/graph/coloring.hpp"

namespace {

using prct::python::Array;

py::tuple color(const Array<std::int32_t>& offsets, const Array<std::int32_t>& neighbours, bool balanced,
                double moves_per_vertex, std::uint64_t seed) {
    const auto graph = prct::python::graph_of(offsets, neighbours);
    prct::VertexColoring result;
    {
        py::gil_scoped_release release;
        const prct::ColoringOptions options{moves_per_vertex, seed};
        result = balanced ? prct::color_vertices_balanced(graph, options) : prct::color_vertices(graph, options);
    }
    const auto n = static_cast<py::ssize_t>(result.colors.size());
    return py::make_tuple(prct::python::to_numpy(std::move(result.colors), {n}), result.n_colors, result.clique_bound,
                          result.degree_bound);
}

}  // namespace

void bind_coloring(py::module_& m) {
    m.def("color_vertices", &color, py::arg("offsets"), py::arg("neighbours"), py::arg("balanced"),
          py::arg("moves_per_vertex"), py::arg("seed"));
    m.def(
        "is_proper_coloring",
        [](const Array<std::int32_t>& offsets, const Array<std::int32_t>& neighbours,
           const Array<std::int32_t>& colors) {
            prct::python::require_shape(colors, {-1}, "colors");
            return prct::is_proper_coloring(prct::python::graph_of(offsets, neighbours), prct::python::view(colors));
        },
        py::arg("offsets"), py::arg("neighbours"), py::arg("colors"));
}
