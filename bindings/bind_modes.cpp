#include "array_view.hpp"
#include "bindings.hpp"
#include "edge_arrays.hpp"
#include "prct/resonance/modes.hpp"

using namespace prct;
using namespace prct::python;

void bind_modes(py::module_& m) {
    py::class_<ModesOptions>(m, "ModesOptions")
        .def(py::init<>())
        .def_readwrite("dimensions", &ModesOptions::dimensions)
        .def_readwrite("distances_known", &ModesOptions::distances_known)
        .def_readwrite("exponent", &ModesOptions::exponent)
        .def_readwrite("trusted_a", &ModesOptions::trusted_a)
        .def_readwrite("dense_limit", &ModesOptions::dense_limit)
        .def_readwrite("landmarks", &ModesOptions::landmarks)
        .def_readwrite("gap_a", &ModesOptions::gap_a);
    m.def("embed_modes", [](const Array<std::int32_t>& chain_starts, const Array<std::int32_t>& pairs,
                            const Array<double>& length_a, const ModesOptions& options) {
        auto positions = embed_modes(view(chain_starts), weighted_edges(pairs, length_a), options);
        const auto n = static_cast<py::ssize_t>(positions.size()) / options.dimensions;
        return to_numpy(std::move(positions), {n, options.dimensions});
    });
}
