#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/geometry/build_coordinates.hpp"

using namespace prct;
using namespace prct::python;

namespace {

/// What `build` makes of two arrays, while other threads hold the interpreter: a fold asks for every trajectory.
template <class Build>
std::vector<double> released(const Build& build, const Array<std::int32_t>& chain_starts, const Array<double>& given) {
    const auto starts = view(chain_starts);
    const auto values = view(given);
    py::gil_scoped_release release;
    return build(starts, values);
}

}  // namespace

void bind_build_coordinates(py::module_& m) {
    m.def("backbone_from_torsions", [](const Array<std::int32_t>& chain_starts, const Array<double>& torsions_rad) {
        require_shape(torsions_rad, {-1, 3}, "torsions_rad");
        return to_numpy(released(backbone_from_torsions, chain_starts, torsions_rad), {torsions_rad.shape(0), 3, 3});
    });
    m.def("backbone_torsions", [](const Array<std::int32_t>& chain_starts, const Array<double>& backbone_a) {
        require_shape(backbone_a, {-1, 3, 3}, "backbone_a");
        return to_numpy(released(backbone_torsions, chain_starts, backbone_a), {backbone_a.shape(0), 3});
    });
    m.def("backbone_from_trace", [](const Array<std::int32_t>& chain_starts, const Array<double>& trace_a) {
        require_shape(trace_a, {-1, 3}, "trace_a");
        return to_numpy(released(backbone_from_trace, chain_starts, trace_a), {trace_a.shape(0), 3, 3});
    });
}
