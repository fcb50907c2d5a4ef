#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/contact_support.hpp"
#include "prct/resonance/held_out.hpp"
#include "restraint_arrays.hpp"

using namespace prct;
using namespace prct::python;

void bind_held_out(py::module_& m) {
    py::class_<HeldOutOptions>(m, "HeldOutOptions")
        .def(py::init<>())
        .def_readwrite("folds", &HeldOutOptions::folds)
        .def_readwrite("left_out", &HeldOutOptions::left_out)
        .def_readwrite("window", &HeldOutOptions::window)
        .def_readwrite("anneal_steps", &HeldOutOptions::anneal_steps)
        .def_readwrite("scale_a", &HeldOutOptions::scale_a)
        .def_readwrite("seed", &HeldOutOptions::seed);
    m.def("held_out", [](const Array<std::int32_t>& chain_starts, const Array<std::int32_t>& pairs,
                         const Array<double>& lower_a, const Array<double>& upper_a, const Array<double>& weight,
                         const Array<double>& length_a, const HeldOutOptions& options) {
        const auto contacts = ca_restraints(pairs, lower_a, upper_a, weight);
        HeldOut r;
        {
            py::gil_scoped_release free_others;
            r = held_out(view(chain_starts), contacts, view(length_a), options);
        }
        const auto count = static_cast<py::ssize_t>(r.agreement.size());
        return py::make_tuple(to_numpy(std::move(r.agreement), {count}), to_numpy(std::move(r.distance_a), {count}));
    });
    m.def("contact_support", [](const Array<std::int32_t>& chain_starts, const Array<std::int32_t>& pairs,
                                double spread_residues, const Array<double>& alpha) {
        Array<double> none(pairs.shape(0));
        std::fill(none.mutable_data(), none.mutable_data() + none.size(), 0.0);
        const auto contacts = ca_restraints(pairs, none, none, none);
        require_shape(alpha, {pairs.shape(0)}, "alpha");
        return to_numpy(ContactSupport(view(chain_starts), contacts, spread_residues).sum(view(alpha)), {alpha.size()});
    });
}
