// One bind function a concept; module.cpp lists them.
#pragma once

#include <pybind11/pybind11.h>

namespace py = pybind11;

void bind_exceptions(py::module_& m);
void bind_ramachandran_table(py::module_& m);
void bind_parameter_log(py::module_& m);
void bind_simulation(py::module_& m);
void bind_replica_simulation(py::module_& m);
void bind_system(py::module_& m);
void bind_pair_features(py::module_& m);
void bind_spectral_bound(py::module_& m);
void bind_pair_potential_table(py::module_& m);
void bind_shortest_paths(py::module_& m);
void bind_modes(py::module_& m);
void bind_ca_refine(py::module_& m);
void bind_hand(py::module_& m);
void bind_ca_fold(py::module_& m);
void bind_trace_folds(py::module_& m);
void bind_build_coordinates(py::module_& m);
void bind_contact_precision(py::module_& m);
void bind_gdt(py::module_& m);
void bind_neighbour_counts(py::module_& m);
void bind_lddt(py::module_& m);
void bind_side_chains(py::module_& m);
void bind_superpose(py::module_& m);
void bind_tm_score(py::module_& m);
void bind_coloring(py::module_& m);
void bind_contact_graph(py::module_& m);
void bind_edge_coloring(py::module_& m);
void bind_layout_cost(py::module_& m);
void bind_tour(py::module_& m);
void bind_gpu_kuramoto(py::module_& m);
void bind_kuramoto(py::module_& m);
void bind_phase_integrators(py::module_& m);
void bind_virtual_sites(py::module_& m);
void bind_ca_chain(py::module_& m);
void bind_trajectory(py::module_& m);
void bind_gpu(py::module_& m);
void bind_torsion_finish(py::module_& m);
void bind_potts(py::module_& m);
void bind_chromatic_sampler(py::module_& m);
void bind_exciton(py::module_& m);
