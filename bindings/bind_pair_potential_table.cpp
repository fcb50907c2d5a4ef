#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/parameters/pair_potential_table.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"

void bind_pair_potential_table(py::module_& m) {
    m.def("pair_potential_table", [] {
        prct::PairPotentialTable table = prct::pair_potential_table();
        return py::make_tuple(
            prct::python::to_numpy(std::move(table.pair), {prct::type_pairs, prct::pair_coefficients}),
            prct::python::to_numpy(std::move(table.burial), {prct::residue_types, prct::burial_coefficients}));
    });
}
