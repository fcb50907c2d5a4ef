// Arrays as bounds of the CA trace.
#pragma once

#include <vector>

#include "array_view.hpp"
#include "prct/resonance/ca_field.hpp"

namespace prct::python {

inline std::vector<CaRestraint> ca_restraints(const Array<std::int32_t>& pairs, const Array<double>& lower_a,
                                              const Array<double>& upper_a, const Array<double>& weight) {
    require_shape(pairs, {-1, 2}, "pairs");
    require_shape(lower_a, {pairs.shape(0)}, "lower_a");
    require_shape(upper_a, {pairs.shape(0)}, "upper_a");
    require_shape(weight, {pairs.shape(0)}, "weight");
    std::vector<CaRestraint> restraints;
    const auto ij = pairs.unchecked<2>();
    for (pybind11::ssize_t e = 0; e < pairs.shape(0); ++e)
        restraints.push_back({ij(e, 0), ij(e, 1), lower_a.data()[e], upper_a.data()[e], weight.data()[e]});
    return restraints;
}

}  // namespace prct::python
