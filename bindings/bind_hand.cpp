#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/hand.hpp"

using namespace prct;
using namespace prct::python;

void bind_hand(py::module_& m) {
    py::class_<HandScore>(m, "HandScore")
        .def_readonly("helix", &HandScore::helix)
        .def_readonly("twist", &HandScore::twist)
        .def_readonly("turns", &HandScore::turns)
        .def_readonly("strand_pairs", &HandScore::strand_pairs)
        .def_readonly("score", &HandScore::score)
        .def_readonly("margin", &HandScore::margin);
    m.def("hand_score", [](const Array<std::int32_t>& chain_starts, const Array<double>& trace_a) {
        require_shape(trace_a, {-1, 3}, "trace_a");
        return hand_score(view(chain_starts), view(trace_a));
    });
    m.def("mirror", [](const Array<double>& trace_a) {
        require_shape(trace_a, {-1, 3}, "trace_a");
        return to_numpy(mirror(view(trace_a)), {trace_a.shape(0), 3});
    });
}
