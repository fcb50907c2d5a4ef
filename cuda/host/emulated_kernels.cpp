#include "host/emulated_kernels.hpp"

#include <map>

#include "kernels/ca_refine.h"
#include "kernels/evaluation.h"
#include "kernels/kuramoto.h"
#include "kernels/large_task.h"
#include "kernels/large_vectors.h"
#include "kernels/trajectory.h"

extern "C" {
void evaluate_forces(const prct::device::EvaluationTask* tasks);
void fold_trajectories_160(const prct::device::TrajectoryTask* tasks);
void fold_traces(const prct::device::TraceTask* tasks);
void fold_trajectories_256(const prct::device::TrajectoryTask* tasks);
void fold_trajectories_384(const prct::device::TrajectoryTask* tasks);
void fold_trajectories_512(const prct::device::TrajectoryTask* tasks);
void large_place_sites(const prct::device::LargeTask* task);
void large_sort_points(const prct::device::LargeTask* task);
void large_search_neighbours(const prct::device::LargeTask* task);
void large_pair_forces(const prct::device::LargeTask* task);
void large_pair_energies(const prct::device::LargeTask* task);
void large_local_forces(const prct::device::LargeTask* task);
void large_local_energies(const prct::device::LargeTask* task);
void large_burial_forces(const prct::device::LargeTask* task);
void large_move_atoms(const prct::device::LargeTask* task);
void large_finish_block(const prct::device::LargeTask* task);
void large_write_gradients(const prct::device::LargeTask* task);
void large_measure_edges(const prct::device::LargeTask* task);
void large_turn_edges(const prct::device::LargeTask* task);
void large_renew_phasors(const prct::device::LargeTask* task);
void large_weigh_edges(const prct::device::LargeTask* task);
void large_load_state(const prct::device::LargeTask* task);
void large_save_state(const prct::device::LargeTask* task);
void kuramoto_phasors(const prct::device::KuramotoTask* task);
void kuramoto_rates(const prct::device::KuramotoTask* task);
void kuramoto_support(const prct::device::KuramotoTask* task);
void kuramoto_stage(const prct::device::KuramotoTask* task);
void large_combine_vectors(const prct::device::VectorTask* task);
void large_advance_point(const prct::device::VectorTask* task);
void large_compare_points(const prct::device::VectorTask* task);
void large_accept_point(const prct::device::VectorTask* task);
void large_multiply_vectors(const prct::device::VectorTask* task);
}

namespace prct::emulation {

namespace {

template <auto kernel>
void call(const void* task) {
    []<class T>(void (*run)(const T*), const void* on) { run(static_cast<const T*>(on)); }(kernel, task);
}

}  // namespace

EmulatedKernel find_kernel(const std::string& name) {
    static const std::map<std::string, EmulatedKernel> all = {
        {"evaluate_forces", call<evaluate_forces>},
        {"fold_trajectories_160", call<fold_trajectories_160>},
        {"fold_traces", call<fold_traces>},
        {"fold_trajectories_256", call<fold_trajectories_256>},
        {"fold_trajectories_384", call<fold_trajectories_384>},
        {"fold_trajectories_512", call<fold_trajectories_512>},
        {"large_place_sites", call<large_place_sites>},
        {"large_sort_points", call<large_sort_points>},
        {"large_search_neighbours", call<large_search_neighbours>},
        {"large_pair_forces", call<large_pair_forces>},
        {"large_pair_energies", call<large_pair_energies>},
        {"large_local_forces", call<large_local_forces>},
        {"large_local_energies", call<large_local_energies>},
        {"large_burial_forces", call<large_burial_forces>},
        {"large_move_atoms", call<large_move_atoms>},
        {"large_finish_block", call<large_finish_block>},
        {"large_write_gradients", call<large_write_gradients>},
        {"large_measure_edges", call<large_measure_edges>},
        {"large_turn_edges", call<large_turn_edges>},
        {"large_renew_phasors", call<large_renew_phasors>},
        {"large_weigh_edges", call<large_weigh_edges>},
        {"large_load_state", call<large_load_state>},
        {"large_save_state", call<large_save_state>},
        {"kuramoto_phasors", call<kuramoto_phasors>},
        {"kuramoto_rates", call<kuramoto_rates>},
        {"kuramoto_support", call<kuramoto_support>},
        {"kuramoto_stage", call<kuramoto_stage>},
        {"large_combine_vectors", call<large_combine_vectors>},
        {"large_advance_point", call<large_advance_point>},
        {"large_compare_points", call<large_compare_points>},
        {"large_accept_point", call<large_accept_point>},
        {"large_multiply_vectors", call<large_multiply_vectors>},
    };
    const auto found = all.find(name);
    return found == all.end() ? nullptr : found->second;
}

}  // namespace prct::emulation
