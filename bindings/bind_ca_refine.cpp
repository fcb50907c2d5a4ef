#include "array_view.hpp"
#include "bindings.hpp"
#include "prct/resonance/ca_refine.hpp"
#include "restraint_arrays.hpp"

using namespace prct;
using namespace prct::python;

void bind_ca_refine(py::module_& m) {
    py::enum_<Loss>(m, "Loss").value("huber", Loss::huber).value("geman_mcclure", Loss::geman_mcclure);
    py::class_<CaFieldOptions>(m, "CaFieldOptions")
        .def(py::init<>())
        .def_readwrite("bond_k", &CaFieldOptions::bond_k)
        .def_readwrite("angle_k", &CaFieldOptions::angle_k)
        .def_readwrite("angle_lower_a", &CaFieldOptions::angle_lower_a)
        .def_readwrite("angle_upper_a", &CaFieldOptions::angle_upper_a)
        .def_readwrite("repulsion_k", &CaFieldOptions::repulsion_k)
        .def_readwrite("repulsion_a", &CaFieldOptions::repulsion_a)
        .def_readwrite("restraint_k", &CaFieldOptions::restraint_k)
        .def_readwrite("absence_k", &CaFieldOptions::absence_k)
        .def_readwrite("absence_a", &CaFieldOptions::absence_a)
        .def_readwrite("absence_separation", &CaFieldOptions::absence_separation)
        .def_readwrite("cb_bisector_a", &CaFieldOptions::cb_bisector_a)
        .def_readwrite("cb_normal_a", &CaFieldOptions::cb_normal_a)
        .def_readwrite("loss", &CaFieldOptions::loss);
    py::class_<CaRefineOptions>(m, "CaRefineOptions")
        .def(py::init<>())
        .def_readwrite("field", &CaRefineOptions::field)
        .def_readwrite("anneal_steps", &CaRefineOptions::anneal_steps)
        .def_readwrite("quench_steps", &CaRefineOptions::quench_steps)
        .def_readwrite("step", &CaRefineOptions::step)
        .def_readwrite("friction", &CaRefineOptions::friction)
        .def_readwrite("temperature_start", &CaRefineOptions::temperature_start)
        .def_readwrite("fourth_noise_a", &CaRefineOptions::fourth_noise_a)
        .def_readwrite("flatten_end", &CaRefineOptions::flatten_end)
        .def_readwrite("three_d_from", &CaRefineOptions::three_d_from)
        .def_readwrite("loss_width_start_a", &CaRefineOptions::loss_width_start_a)
        .def_readwrite("loss_width_end_a", &CaRefineOptions::loss_width_end_a)
        .def_readwrite("absence_from", &CaRefineOptions::absence_from)
        .def_readwrite("seed", &CaRefineOptions::seed);
    m.def("refine_ca", [](const Array<std::int32_t>& chain_starts, const Array<double>& start_a,
                          const Array<std::int32_t>& pairs, const Array<double>& lower_a, const Array<double>& upper_a,
                          const Array<double>& weight, const CaRefineOptions& options) {
        require_shape(start_a, {-1, 3}, "start_a");
        const auto restraints = ca_restraints(pairs, lower_a, upper_a, weight);
        CaRefineResult result;
        {
            py::gil_scoped_release free_others;
            result = refine_ca(view(chain_starts), view(start_a), restraints, options);
        }
        return py::make_tuple(to_numpy(std::move(result.positions_a), {start_a.shape(0), 3}), result.energy,
                              result.restraint_energy);
    });
}
