#include "bindings.hpp"
#include "graph_view.hpp"
#include "prct/graph/layout_cost.hpp"

void bind_layout_cost(py::module_& m) {
    using prct::python::Array;
    m.def(
        "layout_cost",
        [](const Array<std::int32_t>& offsets, const Array<std::int32_t>& neighbours, const Array<std::int32_t>& order,
           std::int32_t pieces) {
            prct::python::require_shape(order, {-1}, "order");
            const auto cost =
                prct::layout_cost(prct::python::graph_of(offsets, neighbours), prct::python::view(order), pieces);
            return py::make_tuple(cost.mean_index_distance, cost.bandwidth, cost.cut_edges, cost.total_halo,
                                  cost.largest_halo);
        },
        py::arg("offsets"), py::arg("neighbours"), py::arg("order"), py::arg("pieces"));
}
