#include "bindings.hpp"
#include "prct/geometry/superpose.hpp"
#include "trace_view.hpp"

void bind_superpose(py::module_& m) {
    using namespace prct::python;
    m.def("superpose", [](const Array<double>& mobile_a, const Array<double>& target_a) {
        const auto mobile = trace(mobile_a, "mobile_a"), target = trace(target_a, "target_a");
        prct::Superposition result;
        {
            py::gil_scoped_release release;
            result = prct::superpose(mobile, target);
        }
        const double* r = result.motion.rotation;
        const auto& t = result.motion.translation_a;
        return py::make_tuple(to_numpy(std::vector<double>(r, r + 9), {3, 3}),
                              to_numpy(std::vector<double>{t.x, t.y, t.z}, {3}), result.rmsd_a);
    });
}
