#include <pybind11/stl.h>

#include <set>

#include "bindings.hpp"
#include "gpu_handle.hpp"
#include "platform/trace_batch.hpp"
#include "platform/trace_folds.hpp"

namespace {

constexpr const char* kFoldTracesDoc = R"doc(Bring CA folds to their end on a GPU, side by side.

Parameters
----------
platform : Platform
    ``cuda`` or ``cuda-emulation``.
foldings : list of CaFolding
    Advanced in place; a refinement that is under way begins anew. Folds that begin alike share their embedding.

Returns
-------
list of (str, bool)
    Of each fold, why it has not finished, empty where it has, and whether a kernel faulted before. The GPU works in
    single precision: results are not those of the CPU to the last digit, but the same from run to run.

Raises
------
InputError
    For a platform without a GPU, None in place of a fold, or a fold that is given twice.
GpuError
    Where the GPU has not the memory of a single trace, or no kernels.
)doc";

using Outcome = std::pair<std::string, bool>;

std::vector<Outcome> fold_traces(const prct::python::PlatformHandle& platform,
                                 const std::vector<prct::CaFolding*>& foldings) {
    prct::cuda::Device& device = prct::python::gpu_of(platform);
    const std::set<prct::CaFolding*> different(foldings.begin(), foldings.end());
    if (different.size() < foldings.size() || different.contains(nullptr))
        throw prct::InputError("a fold is None or is given twice; give each of them once");
    py::gil_scoped_release release;
    std::vector<Outcome> outcomes;
    for (const auto& [failure, lost] : prct::cuda::fold_traces(device, foldings)) outcomes.emplace_back(failure, lost);
    return outcomes;
}

int most_trace_residues(const prct::python::PlatformHandle& platform) {
    if (!platform.platform->runs_whole()) return 0;
    return prct::cuda::most_trace_residues(prct::python::gpu_of(platform).properties());
}

}  // namespace

void bind_trace_folds(py::module_& m) {
    m.def("fold_traces", &fold_traces, py::arg("platform"), py::arg("foldings"), kFoldTracesDoc);
    m.def("most_trace_residues", &most_trace_residues, py::arg("platform"),
          "Residues of the longest trace that the platform's GPU refines, 0 where it has none.");
}
