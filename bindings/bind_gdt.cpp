#include "bindings.hpp"
#include "prct/scoring/gdt.hpp"
#include "trace_view.hpp"

void bind_gdt(py::module_& m) {
    using namespace prct::python;
    m.def("gdt", [](const Array<double>& model_ca_a, const Array<double>& native_ca_a) {
        const auto model = trace(model_ca_a, "model_ca_a"), native = trace(native_ca_a, "native_ca_a");
        prct::Gdt result;
        {
            py::gil_scoped_release release;
            result = prct::gdt(prct::PairedTrace(model, native));
        }
        return py::make_tuple(result.total_score(), result.high_accuracy());
    });
}
