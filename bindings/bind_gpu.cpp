#include <pybind11/stl.h>

#include <cstring>

#include "bindings.hpp"
#include "driver/driver.hpp"
#include "gpu_handle.hpp"
#include "platform/force_context.hpp"
#include "platform/kernel_images.hpp"
#include "platform/trajectory_batch.hpp"

namespace {

constexpr const char* kDevicesDoc = R"doc(What the GPU driver finds.

Returns
-------
dict
    ``driver`` (13000 for CUDA 13.0) and ``devices``, a list of dicts: ``name``, ``capability`` (major, minor),
    ``multiprocessors``, ``total_bytes``, ``clock_khz``, ``memory_clock_khz``, ``most_residues`` of a chain that folds
    within one block.

Raises
------
GpuError
    Where there is no driver or GPU; the message says why.
)doc";

py::dict gpu_devices() {
    const auto driver = prct::cuda::load_driver();
    py::list devices;
    for (int k = 0; k < driver->device_count(); ++k) {
        const prct::cuda::DeviceProperties p = driver->properties(k);
        py::dict d;
        d["name"] = p.name;
        d["capability"] = py::make_tuple(p.major, p.minor);
        d["multiprocessors"] = p.multiprocessors;
        d["total_bytes"] = p.total_bytes;
        d["clock_khz"] = p.clock_khz;
        d["memory_clock_khz"] = p.memory_clock_khz;
        d["most_residues"] = prct::cuda::most_residues(p);
        devices.append(std::move(d));
    }
    py::dict all;
    all["driver"] = driver->version();
    all["devices"] = std::move(devices);
    return all;
}

py::dict fold_block(const prct::python::PlatformHandle& platform, int residues) {
    prct::cuda::Device& device = prct::python::gpu_of(platform);
    const prct::cuda::FoldBlock block = prct::cuda::fold_block(device, residues);
    py::dict d;
    d["threads"] = block.threads;
    d["shared_bytes"] = block.shared_bytes;
    d["resident_blocks"] = block.resident;
    d["multiprocessors"] = device.properties().multiprocessors;
    return d;
}

}  // namespace

void bind_gpu(py::module_& m) {
    m.def("gpu_devices", &gpu_devices, kDevicesDoc);
    m.def(
        "fold_block", &fold_block, py::arg("platform"), py::arg("residues"),
        "What a trajectory takes of a GPU: ``threads`` and ``shared_bytes`` of its block, ``resident_blocks`` that run "
        "on one multiprocessor at a time, and the GPU's ``multiprocessors``.");
    m.def("kernel_stems", &prct::cuda::kernel_stems, "Stems of the sources of all kernels.");
    m.def(
        "built_in_kernels",
        [] {
            std::vector<std::string> built;
            for (const std::string& stem : prct::cuda::kernel_stems())
                if (!prct::cuda::kernel_image(stem).empty()) built.push_back(stem);
            return built;
        },
        "Those whose machine code is there: built in, or set.");
    m.def(
        "set_kernel_image",
        [](const std::string& stem, const py::bytes& image) {
            const std::string bytes = image;
            std::vector<std::byte> copy(bytes.size());
            std::memcpy(copy.data(), bytes.data(), bytes.size());
            prct::cuda::set_kernel_image(stem, std::move(copy));
        },
        py::arg("stem"), py::arg("image"),
        "Take this machine code for the kernels of a source, from the next load on.");
}
