#include "bindings.hpp"
#include "prct/spatial/neighbour_counts.hpp"
#include "trace_view.hpp"

void bind_neighbour_counts(py::module_& m) {
    using namespace prct::python;
    m.def(
        "neighbour_counts",
        [](const Array<double>& positions_a, double reach_a) {
            const auto at = trace(positions_a, "positions_a");
            std::vector<std::int32_t> counts;
            {
                py::gil_scoped_release release;
                counts = prct::neighbour_counts(at, reach_a);
            }
            return to_numpy(std::move(counts), {positions_a.shape(0)});
        },
        py::arg("positions_a"), py::arg("reach_a"));
}
