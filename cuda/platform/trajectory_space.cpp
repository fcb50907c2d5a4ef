#include "platform/trajectory_space.hpp"

#include <algorithm>
#include <cmath>

#include "prct/error.hpp"
#include "prct/units.hpp"

namespace prct::cuda {

namespace {

/// Vectors of the minimiser and of the state at the start of a block, besides the history.
constexpr std::size_t kProductBytes = device::kProducts * sizeof(double);
constexpr std::size_t kVectors = 5 + 2 + 2 * device::kHistory;

device::MinimizerOptions minimizer(const QuenchStage& stage) {
    return {stage.fire_evaluations, stage.lbfgs.max_evaluations, stage.lbfgs.energy_tolerance,
            stage.lbfgs.force_tolerance};
}

std::int64_t last_step(const TrajectoryPlan& plan) { return std::min(plan.stop_step, plan.options.total_steps); }

std::size_t blocks_of(const TrajectoryPlan& plan) {
    const std::int64_t left = std::max<std::int64_t>(0, last_step(plan) - plan.start.step);
    return static_cast<std::size_t>((left + plan.block_steps - 1) / plan.block_steps);
}

std::string failure(const device::TrajectoryResult& r) {
    switch (r.status) {
        case device::kBlewUp:
            return "the trajectory blew up after step " + std::to_string(r.step) +
                   " however short the time step; use weaker restraints";
        case device::kNotFinite:
            return "the energy is not finite after the quench; check the restraints for contradictions";
        case device::kListsTooShort:
            return "the neighbour lists did not fit; the chain is denser than any protein";
        default:
            return {};
    }
}

/// Whether weights of restraints are there, and not all 1.
bool weighs(const std::vector<double>& alpha, std::size_t restraints) {
    return alpha.size() == restraints && std::any_of(alpha.begin(), alpha.end(), [](double a) { return a != 1.0; });
}

std::size_t aligned_to_16(std::size_t at) { return (at + 15) / 16 * 16; }

}  // namespace

void require_whole(const TrajectoryPlan& plan) {
    if (!plan.system) throw InputError("a trajectory has no system; give it one");
    const std::size_t want = 9 * std::size_t(plan.system->size());
    if (plan.start.positions_a.size() != want || plan.start.velocities_a_ps.size() != want)
        throw InputError("the state has " + std::to_string(plan.start.positions_a.size()) +
                         " coordinates, the system needs " + std::to_string(want) + " (9 a residue)");
    if (plan.block_steps < 1 || !(plan.options.step_ps > 0))
        throw InputError("block_steps and step_ps must be positive");
    if (plan.quench.size() > device::kQuenchStages)
        throw InputError("a quench of " + std::to_string(plan.quench.size()) + " stages; give at most " +
                         std::to_string(device::kQuenchStages));
}

TrajectorySpace::TrajectorySpace(const TrajectoryPlan& plan)
    : plan_(plan),
      residues_(plan.system->size()),
      coordinates_(9 * std::size_t(residues_)),
      blocks_(blocks_of(plan)),
      edge_key_(cuda::edge_key(*plan.system, plan.options)),
      has_alpha_(!edge_key_.empty() || weighs(plan.start.alpha, restraints())),
      centre_(whole_centre(plan.start.positions_a)),
      keyframes_(given_.reserve<device::KeyframeView>(plan.schedule.frames().size())),
      positions_(given_.reserve<float>(coordinates_)),
      velocities_(given_.reserve<float>(coordinates_)),
      alpha_(given_.reserve<float>(has_alpha_ ? restraints() : 0)),
      theta_(given_.reserve<float>(resonates() ? restraints() : 0)),
      model_(brought_.reserve<float>(coordinates_)),
      frames_(brought_.reserve<float>(plan.keep_frames ? blocks_ * coordinates_ : 0)),
      result_(given_.reserve<device::TrajectoryResult>(1)),
      records_(brought_.reserve<device::BlockRecord>(blocks_)) {}

void TrajectorySpace::fill(std::byte* given) const {
    const State& start = plan_.start;
    to_device_frame(start.positions_a, centre_, host_pointer(given, positions_));
    std::copy(start.velocities_a_ps.begin(), start.velocities_a_ps.end(), host_pointer(given, velocities_));
    if (has_alpha_) std::ranges::copy(restraint_values(start.alpha, restraints(), 1.0), host_pointer(given, alpha_));
    if (resonates()) std::ranges::copy(restraint_values(start.theta, restraints(), 0.0), host_pointer(given, theta_));
    device::KeyframeView* frame = host_pointer(given, keyframes_);
    for (const Keyframe& f : plan_.schedule.frames())
        *frame++ = {static_cast<float>(f.progress), static_cast<float>(f.temperature_k), device_scales(f.scales)};
    device::TrajectoryResult& r = *host_pointer(given, result_);
    r = {};
    r.step = start.step;
    r.seed = start.seed;
}

std::size_t TrajectorySpace::scratch_bytes(const ListCapacity& capacity) const {
    return aligned_to_16(edge_bytes()) + kProductBytes + kVectors * coordinates_ * sizeof(float) +
           list_bytes(residues_, capacity) + 16;
}

std::size_t TrajectorySpace::edge_bytes() const {
    return edge_key_.spread_and_line ? edge_scratch_bytes(edge_key_.edges) : 0;
}

device::TrajectoryTask TrajectorySpace::task(const device::SystemView* system, const TrajectoryMemory& memory,
                                             const ListCapacity& capacity) const {
    device::TrajectoryTask t{};
    t.system = system;
    t.keyframes = device_pointer(memory.given, keyframes_);
    t.keyframe_count = static_cast<std::int32_t>(plan_.schedule.frames().size());
    t.relax_scales = device_scales(plan_.relax_scales);
    t.final_scales = device_scales(plan_.final_scales);
    t.relax = minimizer(plan_.relax);
    for (std::size_t k = 0; k < plan_.quench.size(); ++k) t.quench[k] = minimizer(plan_.quench[k]);
    t.block_steps = plan_.block_steps;
    t.shorter_steps = plan_.shorter_steps;
    t.total_steps = plan_.options.total_steps;
    t.stop_step = last_step(plan_);
    t.step_ps = static_cast<float>(plan_.options.step_ps);
    t.friction_per_ps = static_cast<float>(plan_.options.friction_per_ps);
    t.acceleration = static_cast<float>(kAccelerationUnit / kAtomMass_da);
    t.heat = static_cast<float>(kBoltzmann_kcal_mol_k * kAccelerationUnit / kAtomMass_da);
    t.positions = device_pointer(memory.given, positions_);
    t.velocities = device_pointer(memory.given, velocities_);
    t.model = device_pointer(memory.brought, model_);
    t.frames = plan_.keep_frames ? device_pointer(memory.brought, frames_) : nullptr;
    t.belief.alpha = has_alpha_ ? device_pointer(memory.given, alpha_) : nullptr;
    t.records = device_pointer(memory.brought, records_);
    t.result = device_pointer(memory.given, result_);
    DevicePointer scratch = memory.scratch + aligned_to_16(edge_bytes());
    auto* const products = reinterpret_cast<double*>(scratch);
    scratch += kProductBytes;
    const auto vectors = [&](std::size_t count) {
        const DevicePointer at = scratch;
        scratch += count * coordinates_ * sizeof(float);
        return reinterpret_cast<float*>(at);
    };
    t.saved_positions = vectors(1);
    t.saved_velocities = vectors(1);
    t.vectors = {vectors(1),
                 vectors(1),
                 vectors(1),
                 vectors(1),
                 vectors(1),
                 vectors(device::kHistory),
                 vectors(device::kHistory),
                 products};
    t.lists = place_lists((scratch + 15) / 16 * 16, residues_, capacity);
    return t;
}

void TrajectorySpace::weigh_contacts(device::TrajectoryTask& t, const EdgeTables& tables, DevicePointer tables_base,
                                     const TrajectoryMemory& memory) const {
    t.belief.tour = tables.tour(tables_base);
    t.belief.edges = static_cast<std::int32_t>(edge_key_.edges);
    if (plan_.options.resonance)
        t.edges = edge_view(tables, tables_base, plan_.options, device_pointer(memory.given, alpha_),
                            device_pointer(memory.given, theta_), memory.scratch);
}

const device::TrajectoryResult& TrajectorySpace::result(const std::byte* given) const {
    return *host_pointer(given, result_);
}

EnergyTerms TrajectorySpace::terms(const unsigned long long* energy) const {
    EnergyTerms terms;
    for (int k = 0; k < kTerms; ++k) terms.value[k] = device::energy_of(energy[k]);
    return terms;
}

void TrajectorySpace::read_edges(const std::byte* given, State& state) const {
    state.alpha = restraint_values(plan_.start.alpha, restraints(), 1.0);
    state.theta = restraint_values(plan_.start.theta, restraints(), 0.0);
    if (!resonates()) return;
    std::copy_n(host_pointer(given, alpha_), edge_key_.edges, state.alpha.begin());
    std::copy_n(host_pointer(given, theta_), edge_key_.edges, state.theta.begin());
}

TrajectoryOutcome TrajectorySpace::outcome(const std::byte* given, const std::byte* brought) const {
    const device::TrajectoryResult& r = result(given);
    TrajectoryOutcome out;
    out.failure = failure(r);
    out.state.positions_a = from_device_frame(host_pointer(given, positions_), coordinates_, centre_);
    out.state.velocities_a_ps = from_device_frame(host_pointer(given, velocities_), coordinates_, {});
    if (edge_key_.empty()) {
        out.state.alpha = plan_.start.alpha;
        out.state.theta = plan_.start.theta;
    } else {
        read_edges(given, out.state);
    }
    out.state.step = r.step;
    out.state.seed = r.seed;
    const float* frame = host_pointer(brought, frames_);
    const device::BlockRecord* record = host_pointer(brought, records_);
    for (int k = 0; k < r.blocks; ++k, ++record, frame += coordinates_) {
        const double kelvin = kAtomMass_da / kAccelerationUnit * record->squares /
                              (kBoltzmann_kcal_mol_k * static_cast<double>(coordinates_));
        TrajectoryBlock block{record->step, terms(record->energy), kelvin, record->walked_again, {}};
        if (plan_.keep_frames) block.positions_a = from_device_frame(frame, coordinates_, centre_);
        out.blocks.push_back(std::move(block));
    }
    if (!out.failure.empty() || r.step < plan_.options.total_steps) return out;
    out.model_a = from_device_frame(host_pointer(brought, model_), coordinates_, centre_);
    out.terms = terms(r.energy);
    out.max_force = r.max_force;
    out.evaluations = r.evaluations;
    out.converged = r.converged != 0;
    return out;
}

}  // namespace prct::cuda
