#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "array_view.hpp"
#include "bindings.hpp"
#include "platform/cuda_platform.hpp"
#include "platform/gpu_kuramoto.hpp"

using prct::cuda::GpuKuramoto;
using prct::cuda::PhaseSteps;
using prct::python::Array;
using prct::python::require_shape;
using prct::python::view;

namespace {

using Result = py::array_t<float, py::array::c_style>;

std::span<float> writable(Result& a) {
    if (a.ndim() != 1) throw prct::InputError("out has not one axis; pass an array of shape (N,)");
    return {a.mutable_data(), static_cast<std::size_t>(a.size())};
}

std::unique_ptr<GpuKuramoto> make_network(const Array<std::int64_t>& row_start, const Array<std::int32_t>& neighbor,
                                          const Array<float>& weight, const Array<float>& frequency, float coupling,
                                          bool scale_by_weights, const std::string& platform) {
    require_shape(row_start, {-1}, "row_start");
    require_shape(neighbor, {-1}, "neighbor");
    require_shape(weight, {-1}, "weight");
    require_shape(frequency, {-1}, "frequency");
    const prct::SparseRows<float> rows{view(row_start), view(neighbor), view(weight)};
    return std::make_unique<GpuKuramoto>(
        prct::cuda::shared_device(platform), rows, view(frequency), coupling,
        scale_by_weights ? prct::KuramotoScaling::weight_sum : prct::KuramotoScaling::none);
}

}  // namespace

void bind_gpu_kuramoto(py::module_& m) {
    py::enum_<PhaseSteps>(m, "PhaseSteps").value("euler", PhaseSteps::euler).value("rk4", PhaseSteps::rk4);
    py::class_<GpuKuramoto>(m, "GpuKuramoto")
        .def(py::init(&make_network), py::arg("row_start"), py::arg("neighbor"), py::arg("weight"),
             py::arg("frequency"), py::arg("coupling"), py::arg("scale_by_weights"), py::arg("platform"))
        .def_property_readonly("size", &GpuKuramoto::size)
        .def("set_frequency", [](GpuKuramoto& self, const Array<float>& values) { self.set_frequency(view(values)); })
        .def("set_coupling", &GpuKuramoto::set_coupling)
        .def("set_amplitude", [](GpuKuramoto& self, const Array<float>& values) { self.set_amplitude(view(values)); })
        .def("set_launch", &GpuKuramoto::set_launch, py::arg("threads"), py::arg("blocks"))
        .def("set_phases", [](GpuKuramoto& self, const Array<float>& phase) { self.set_phases(view(phase)); })
        .def(
            "rate",
            [](GpuKuramoto& self, const Array<float>& phase, Result& out) { self.rate(view(phase), writable(out)); },
            py::arg("phase"), py::arg("out").noconvert())
        .def(
            "support",
            [](GpuKuramoto& self, const Array<float>& phase, Result& out) { self.support(view(phase), writable(out)); },
            py::arg("phase"), py::arg("out").noconvert())
        .def("advance", &GpuKuramoto::advance, py::arg("steps"), py::arg("step_ps"), py::arg("method"),
             py::call_guard<py::gil_scoped_release>())
        .def("phases", [](GpuKuramoto& self) {
            std::vector<float> phase(self.size());
            self.phases(phase);
            const auto count = static_cast<py::ssize_t>(phase.size());
            return prct::python::to_numpy(std::move(phase), {count});
        });
    m.def(
        "gpu_copy_times_ms",
        [](const std::string& platform, std::size_t size_bytes, int rounds) {
            return prct::cuda::copy_times_ms(*prct::cuda::shared_device(platform), size_bytes, rounds);
        },
        py::arg("platform"), py::arg("size_bytes"), py::arg("rounds"));
}
