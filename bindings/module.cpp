#include "bindings.hpp"
#include "platform/cuda_platform.hpp"
#include "prct/version.hpp"

PYBIND11_MODULE(_core, m) {
    m.doc() = "Numeric core of PRCT; use it through prct.core.";
    m.attr("__version__") = PRCT_VERSION;
    prct::cuda::register_platforms();
    bind_exceptions(m);
    bind_ramachandran_table(m);
    bind_system(m);
    bind_pair_features(m);
    bind_pair_potential_table(m);
    bind_parameter_log(m);
    bind_simulation(m);
    bind_spectral_bound(m);
    bind_replica_simulation(m);
    bind_trajectory(m);
    bind_gpu(m);
    bind_shortest_paths(m);
    bind_modes(m);
    bind_ca_refine(m);
    bind_hand(m);
    bind_ca_fold(m);
    bind_trace_folds(m);
    bind_build_coordinates(m);
    bind_contact_precision(m);
    bind_gdt(m);
    bind_neighbour_counts(m);
    bind_lddt(m);
    bind_side_chains(m);
    bind_superpose(m);
    bind_tm_score(m);
    bind_coloring(m);
    bind_contact_graph(m);
    bind_edge_coloring(m);
    bind_layout_cost(m);
    bind_tour(m);
    bind_kuramoto(m);
    bind_gpu_kuramoto(m);
    bind_phase_integrators(m);
    bind_virtual_sites(m);
    bind_ca_chain(m);
    bind_torsion_finish(m);
    bind_potts(m);
    bind_chromatic_sampler(m);
    bind_exciton(m);
}
