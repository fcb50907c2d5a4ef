#include "platform/large_system.hpp"

#include <algorithm>
#include <utility>

#include "kernels/large_forces.h"
#include "prct/energy/pair_rules.hpp"
#include "prct/energy/restraint_terms.hpp"
#include "prct/error.hpp"

namespace prct::cuda {

namespace {

/// Threads of a block by what they do: one a residue, one a coordinate, one of the two that sort, warps that search,
/// warps with a row each.
constexpr unsigned kResidueThreads = 128, kWideThreads = 256, kSortThreads = 1024, kSearchThreads = 64,
                   kRowThreads = 128;
/// Blocks a multiprocessor of what mostly returns at once: few to start, enough to fill it.
constexpr std::size_t kSearchBlocks = 16;

std::size_t blocks_for(std::size_t items, unsigned threads) { return (items + threads - 1) / threads; }

LargeShape shape_of(const System& system, std::size_t keyframes, bool moves) {
    if (system.size() > device::kLargestSystem)
        throw InputError("a chain of " + std::to_string(system.size()) + " residues is more than the " +
                         std::to_string(device::kLargestSystem) + " that a GPU can number; fold parts of it");
    return {system.size(), static_cast<int>(charge_sites(system).size()), system.restraints.size(), keyframes, moves};
}

}  // namespace

LargeSystem::LargeSystem(const System& system, Device& device, std::size_t keyframes, bool moves)
    : device_(device),
      stream_(device_.driver()),
      shape_(shape_of(system, keyframes, moves)),
      capacity_(usual_row_capacity(system.size())),
      constants_(device_constants(system.force_field)) {
    refuse(large_need(system, shape_, capacity_), device_.free_bytes());
    tables_ = std::make_unique<DeviceSystem>(system, device_.driver(), device_.memory(), stream_);
    if (system.absence.empty()) constants_.absence = 0;
    restraints_ = system.restraints.size();
    orientations_ = system.orientations.size();
    state_ = DeviceBuffer<std::byte>(place_state(shape_, 0, task_), device_.memory(), stream_);
    place_state(shape_, state_.address(), task_);
    alpha_ = task_.edges.alpha;
    task_.edges = {};
    task_.system = tables_->view();
    task_bytes_ = DeviceBuffer<device::LargeTask>(1, device_.memory(), stream_);
    share_blocks();
    place_lists();
    put_charges(system);
    prepare_launches();
    capture_graphs();
}

void LargeSystem::share_blocks() {
    const auto n = static_cast<std::size_t>(shape_.residues);
    const auto share = [](std::int32_t* end, std::initializer_list<std::size_t> items, unsigned threads) {
        std::int32_t sum = 0;
        for (const std::size_t count : items) *end++ = sum += static_cast<std::int32_t>(blocks_for(count, threads));
    };
    const std::size_t row = device::kWarp * n, charge = device::kWarp * static_cast<std::size_t>(shape_.charges);
    share(task_.pair_part_end, {charge, row, row, row, row}, kRowThreads);
    share(task_.local_part_end, {n, n, restraints_, orientations_, n}, kResidueThreads);
}

void LargeSystem::place_lists() {
    rows_ = DeviceBuffer<std::byte>(place_rows(shape_, capacity_, 0, task_), device_.memory(), stream_);
    place_rows(shape_, capacity_, rows_.address(), task_);
    const device::Constants& c = constants_;
    task_.residue_cells.reach_a = device::kSkin_a + std::max({c.widest_reach, static_cast<float>(kBurialOuter_a),
                                                              c.absence_bound_a, c.dipole_cutoff_a});
    task_.charge_cells.reach_a = device::kSkin_a + std::sqrt(c.charge_cutoff2);
}

void LargeSystem::put_charges(const System& system) {
    std::vector<device::Point> packed(device::kPlaces * static_cast<std::size_t>(shape_.residues));
    for (const ChargeSite& c : charge_sites(system))
        packed[static_cast<std::size_t>(c.residue * device::kPlaces + c.site)].w = static_cast<float>(c.charge_e);
    upload(task_.packed, std::span<const device::Point>(packed));
    device_.driver().synchronize(stream_);  // the host's copy ends here
}

LargeSystem::Launch LargeSystem::prepare(const std::string& stem, const std::string& name, std::size_t items,
                                         unsigned threads, std::size_t shared_bytes) {
    return {device_.kernel(stem, name),
            {static_cast<unsigned>(std::max<std::size_t>(1, blocks_for(items, threads))), threads, shared_bytes}};
}

void LargeSystem::prepare_launches() {
    constexpr std::size_t word = sizeof(std::int32_t);
    const auto n = static_cast<std::size_t>(shape_.residues), warp = static_cast<std::size_t>(device::kWarp);
    place_ = prepare("large_lists", "large_place_sites", n, kWideThreads);
    sort_ = prepare("large_lists", "large_sort_points", 2 * kSortThreads, kSortThreads, device::kMostWarps * word);
    const std::size_t most = kSearchBlocks * static_cast<std::size_t>(device_.properties().multiprocessors);
    search_ = prepare("large_lists", "large_search_neighbours",
                      std::min(warp * (n + static_cast<std::size_t>(shape_.charges)), most * kSearchThreads),
                      kSearchThreads, kSearchThreads / warp * device::kSearchWords * word);
    const std::size_t pair_bytes = (kRowThreads / warp * device::kSumWords + warp) * word;
    const auto pair_items = static_cast<std::size_t>(task_.pair_part_end[device::kPairParts - 1]) * kRowThreads;
    const auto local_items = static_cast<std::size_t>(task_.local_part_end[device::kLocalParts - 1]) * kResidueThreads;
    for (const int energies : {0, 1}) {
        const std::string what = energies ? "energies" : "forces";
        pairs_[energies] = prepare("large_forces", "large_pair_" + what, pair_items, kRowThreads, pair_bytes);
        local_[energies] = prepare("large_forces", "large_local_" + what, local_items, kResidueThreads);
    }
    burial_ = prepare("large_forces", "large_burial_forces", warp * n, kRowThreads);
    move_ = prepare("large_steps", "large_move_atoms", n, kResidueThreads);
    finish_ = prepare("large_steps", "large_finish_block", n, kResidueThreads);
    gradients_ = prepare("large_steps", "large_write_gradients", n, kResidueThreads);
    measure_edges_ = prepare("large_edges", "large_measure_edges", 1, kResidueThreads);
    turn_edges_ = prepare("large_edges", "large_turn_edges", 1, kResidueThreads);
    renew_phasors_ = prepare("large_edges", "large_renew_phasors", 1, kResidueThreads);
    weigh_edges_ = prepare("large_edges", "large_weigh_edges", 1, kResidueThreads);
    load_ = prepare("large_steps", "large_load_state", 9 * n, kWideThreads);
    save_ = prepare("large_steps", "large_save_state", 9 * n, kWideThreads);
}

template <class T>
void LargeSystem::upload(const T* to, std::span<const T> from) {
    device_.driver().upload(reinterpret_cast<DevicePointer>(to), std::as_bytes(from), stream_);
}

void LargeSystem::upload_task() {
    upload(reinterpret_cast<device::LargeTask*>(task_bytes_.address()), std::span<const device::LargeTask>(&task_, 1));
}

bool LargeSystem::set_schedule(const std::vector<Keyframe>& frames, std::int64_t total_steps) {
    std::vector<device::KeyframeView> views;
    double most[kTerms] = {};
    for (const Keyframe& f : frames) {
        views.push_back({static_cast<float>(f.progress), static_cast<float>(f.temperature_k), device_scales(f.scales)});
        for (int t = 0; t < kTerms; ++t) most[t] = std::max(most[t], std::abs(f.scales.factor[t]));
    }
    upload(task_.keyframes, std::span<const device::KeyframeView>(views));
    task_.keyframe_count = static_cast<std::int32_t>(views.size());
    task_.total_steps = total_steps;
    const device::Constants& c = constants_;
    std::array<bool, device::kRowKinds> wanted{};
    wanted[device::kChargeRows] = most[kElectrostatic] != 0;
    wanted[device::kSolidRows] = true;
    wanted[device::kSideChainRows] = c.pair * most[kPair] != 0 || c.burial * most[kBurial] != 0;
    wanted[device::kDipoleRows] = c.dipole_j0 * most[kDipole] != 0;
    wanted[device::kAbsentRows] = c.absence * most[kAbsence] != 0;
    bool others = false;
    for (std::size_t k = 0; k < wanted.size(); ++k)
        others |= std::exchange(task_.rows[k].wanted, std::int32_t(wanted[k])) != std::int32_t(wanted[k]);
    upload_task();
    return others;
}

void LargeSystem::set_alpha(std::span<const double> alpha) {
    const std::vector<float> single(alpha.begin(), alpha.end());
    upload(alpha_, std::span<const float>(single));
    task_.edges = {};
    task_.belief = {};
    task_.belief.alpha = alpha.empty() ? nullptr : alpha_;
    upload_task();
}

void LargeSystem::follow(const EdgeTables& tables, const SimulationOptions& options, std::span<const double> alpha,
                         std::span<const double> theta) {
    const std::size_t n = tables.edges();
    edge_tables_ = tables.uploaded(device_, stream_);
    task_.belief.tour = tables.tour(edge_tables_.address());
    task_.belief.edges = static_cast<std::int32_t>(n);
    task_.belief.progress = &task_.control->conditions.progress;
    if (options.resonance) {
        const std::size_t scratch = edge_scratch_bytes(n);
        edge_state_ = DeviceBuffer<std::byte>(scratch + n * sizeof(float), device_.memory(), stream_);
        auto* const turning = reinterpret_cast<float*>(edge_state_.address() + scratch);
        task_.edges = edge_view(tables, edge_tables_.address(), options, alpha_, turning, edge_state_.address());
        upload(task_.edges.saved_alpha, std::span<const float>(std::vector<float>(alpha.begin(), alpha.end())));
        upload(task_.edges.saved_theta, std::span<const float>(std::vector<float>(theta.begin(), theta.end())));
        for (Launch* l : {&measure_edges_, &turn_edges_, &renew_phasors_, &weigh_edges_})
            l->shape.blocks = static_cast<unsigned>(blocks_for(n, kResidueThreads));
        edge_step_ = Graph(device_.driver(), stream_, [&] {
            launch_forces(false);
            launch_edges();
            launch(move_);
        });
    }
    upload_task();
}

void LargeSystem::set_state(std::span<const float> positions, std::span<const float> velocities) {
    upload(task_.positions, positions);
    upload(task_.saved_velocities, velocities);
}

void LargeSystem::set_control(const device::LargeControl& control) {
    upload(task_.control, std::span<const device::LargeControl>(&control, 1));
}

device::LargeControl LargeSystem::control() {
    device::LargeControl c;
    device_.driver().download(std::as_writable_bytes(std::span(&c, 1)), reinterpret_cast<DevicePointer>(task_.control),
                              stream_);
    return c;
}

std::vector<float> LargeSystem::download(const float* from, std::size_t count) {
    std::vector<float> numbers(count);
    device_.driver().download(std::as_writable_bytes(std::span(numbers)), reinterpret_cast<DevicePointer>(from),
                              stream_);
    return numbers;
}

std::vector<float> LargeSystem::positions() { return download(task_.positions, coordinates()); }
std::vector<float> LargeSystem::velocities() { return download(task_.saved_velocities, coordinates()); }
std::vector<float> LargeSystem::gradient() { return download(task_.gradient, coordinates()); }

void LargeSystem::launch(const Launch& l) {
    device_.driver().launch(l.kernel, l.shape, stream_, task_bytes_.address());
}

void LargeSystem::launch_forces(bool energies) {
    for (const Launch& l : {place_, sort_, search_, pairs_[energies], local_[energies], burial_}) launch(l);
}

void LargeSystem::launch_edges() {
    launch(measure_edges_);
    if (task_.edges.phases) {
        launch(turn_edges_);
        launch(renew_phasors_);
    }
    launch(weigh_edges_);
}

void LargeSystem::capture_graphs() {
    evaluation_ = Graph(device_.driver(), stream_, [&] {
        launch(load_);
        launch_forces(true);
        launch(gradients_);
    });
    if (!shape_.moves) return;
    step_ = Graph(device_.driver(), stream_, [&] {
        launch_forces(false);
        launch(move_);
    });
    end_ = Graph(device_.driver(), stream_, [&] {
        launch_forces(false);
        launch(finish_);
        launch_forces(true);
    });
}

void LargeSystem::walk(std::int64_t first, std::int64_t steps) {
    launch(load_);
    for (std::int64_t k = first; k < first + steps; ++k) {
        const bool weighs = task_.edges.interval && k % task_.edges.interval == 0;
        (weighs ? edge_step_ : step_).launch(stream_);
    }
    end_.launch(stream_);
}

bool LargeSystem::lengthen_rows(const device::LargeControl& control) {
    const RowCapacity more = grown(capacity_, control);
    if (more == capacity_) return false;
    capacity_ = more;
    rows_.reset();
    place_lists();
    upload_task();
    return true;
}

}  // namespace prct::cuda
