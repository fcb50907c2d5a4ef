// Reports and energies as Python holds them.
#pragma once

#include <pybind11/stl.h>

#include <string>

#include "bindings.hpp"
#include "prct/engine/report.hpp"

namespace prct::python {

inline py::dict terms_dict(const EnergyTerms& t) {
    py::dict d;
    for (int k = 0; k < kTerms; ++k) d[py::str(std::string(kTermNames[k]))] = t.value[k];
    return d;
}

inline py::dict report_dict(const Report& r) {
    py::dict d;
    d["step"] = r.step;
    d["energy"] = r.terms.total();
    d["terms"] = terms_dict(r.terms);
    d["temperature_k"] = r.temperature_k;
    d["order_parameter"] = r.order_parameter;
    d["order_parameter_phi"] = r.order_parameter_phi;
    d["local_order_parameter"] = r.local_order_parameter;
    d["edge_order_parameter"] = r.edge_order_parameter;
    d["resonance_amplitude"] = r.resonance ? py::object(py::float_(r.resonance->coherence())) : py::none();
    d["resonance_strength"] = r.resonance ? py::object(py::float_(r.resonance->strength())) : py::none();
    d["satisfied"] = r.satisfied;
    return d;
}

}  // namespace prct::python
