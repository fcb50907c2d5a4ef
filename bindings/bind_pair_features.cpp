#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/energy/pair_features.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"

void bind_pair_features(py::module_& m) {
    using namespace prct::python;
    m.def(
        "pair_features",
        [](const prct::System& system, const Array<double>& backbone_a) {
            require_shape(backbone_a, {system.size(), 3, 3}, "backbone_a");
            auto sums = prct::pair_features(system, view(backbone_a));
            return py::make_tuple(to_numpy(std::move(sums.pair), {prct::type_pairs, prct::pair_coefficients}),
                                  to_numpy(std::move(sums.burial), {prct::residue_types, prct::burial_coefficients}));
        },
        py::arg("system"), py::arg("backbone_a"));
}
