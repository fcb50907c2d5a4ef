#include "host/emulated_kernels.hpp"

#include <map>

#include "kernels/evaluation.h"
#include "kernels/kuramoto.h"
#include "kernels/trajectory.h"

extern "C" {
void evaluate_forces(const prct::device::EvaluationTask* tasks);
void fold_trajectories_256(const prct::device::TrajectoryTask* tasks);
void fold_trajectories_512(const prct::device::TrajectoryTask* tasks);
void kuramoto_phasors(const prct::device::KuramotoTask* task);
void kuramoto_rates(const prct::device::KuramotoTask* task);
void kuramoto_support(const prct::device::KuramotoTask* task);
void kuramoto_stage(const prct::device::KuramotoTask* task);
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
        {"fold_trajectories_256", call<fold_trajectories_256>},
        {"fold_trajectories_512", call<fold_trajectories_512>},
        {"kuramoto_phasors", call<kuramoto_phasors>},
        {"kuramoto_rates", call<kuramoto_rates>},
        {"kuramoto_support", call<kuramoto_support>},
        {"kuramoto_stage", call<kuramoto_stage>},
    };
    const auto found = all.find(name);
    return found == all.end() ? nullptr : found->second;
}

}  // namespace prct::emulation
