#include "platform/trace_space.hpp"

#include <algorithm>
#include <cmath>

#include "prct/graph/shortest_paths.hpp"

namespace prct::cuda {

namespace {

std::int32_t annealing(const CaRefinePlan& plan) { return std::max(0, plan.options.anneal_steps); }

std::size_t words_of_row(int residues) { return std::size_t(residues + device::kWarp - 1) / device::kWarp; }

bool looks_for_absence(const CaRefinePlan& plan) { return plan.options.field.absence_k > 0.0; }

}  // namespace

TraceSpace::TraceSpace(const CaRefinePlan& plan, std::int32_t steps)
    : plan_(plan),
      residues_(plan.chain_starts.empty() ? 0 : plan.chain_starts.back()),
      steps_(std::min(steps, annealing(plan) + std::max(0, plan.options.quench_steps))),
      centre_(whole_centre(plan.start)) {
    check_restraints(plan.restraints, residues_);
}

std::size_t TraceSpace::table_bytes() const {
    const std::size_t named = looks_for_absence(plan_) ? residues_ * words_of_row(residues_) : 0;
    return sizeof(device::TraceBound) * plan_.restraints.size() + sizeof(std::uint32_t) * named +
           sizeof(std::int32_t) * residues_ + sizeof(device::TracePhase) * (annealing(plan_) + 1) + 4 * 16;
}

/// By how far apart the residues are: so neighbours in the list have different ones, and the additions of a warp do not
/// wait for each other.
std::vector<device::TraceBound> TraceSpace::bounds() const {
    const auto apart = [](const CaRestraint& e) { return static_cast<std::size_t>(std::abs(e.j - e.i)); };
    std::vector<std::size_t> place(residues_ + 1, 0);
    for (const CaRestraint& e : plan_.restraints) ++place[apart(e) + 1];
    for (std::size_t k = 1; k < place.size(); ++k) place[k] += place[k - 1];
    std::vector<device::TraceBound> sorted(plan_.restraints.size());
    for (const CaRestraint& e : plan_.restraints)
        sorted[place[apart(e)]++] = {static_cast<std::uint32_t>(e.i) | static_cast<std::uint32_t>(e.j) << 16,
                                     static_cast<float>(e.lower_a), static_cast<float>(e.upper_a),
                                     static_cast<float>(plan_.options.field.restraint_k * e.weight)};
    return sorted;
}

std::vector<std::uint32_t> TraceSpace::named_pairs() const {
    if (!looks_for_absence(plan_)) return {};
    const std::size_t words = words_of_row(residues_);
    std::vector<std::uint32_t> bits(residues_ * words, 0);
    for (const CaRestraint& e : plan_.restraints) {
        const auto i = static_cast<std::size_t>(std::min(e.i, e.j)), j = static_cast<std::size_t>(std::max(e.i, e.j));
        bits[i * words + j / device::kWarp] |= 1u << (j % device::kWarp);
    }
    return bits;
}

std::vector<std::int32_t> TraceSpace::chain_ends() const {
    std::vector<std::int32_t> ends(residues_);
    const auto& starts = plan_.chain_starts;
    for (std::size_t c = 0; c + 1 < starts.size(); ++c)
        std::fill(ends.begin() + starts[c], ends.begin() + starts[c + 1], starts[c + 1]);
    return ends;
}

std::vector<device::TracePhase> TraceSpace::phases() const {
    const CaRefineOptions& o = plan_.options;
    const double unit = 1.0 / std::sqrt(IntegerNoise::kVariance);
    std::vector<device::TracePhase> phases;
    for (std::int32_t step = 0; step <= annealing(plan_); ++step) {
        const double progress = step < o.anneal_steps ? static_cast<double>(step) / o.anneal_steps : 1.0;
        const CaFieldPhase now = phase_at(progress, o);
        phases.push_back({static_cast<float>(now.loss_width_a),
                          static_cast<float>(o.field.absence_k * now.absence_scale), static_cast<float>(now.flatten_k),
                          static_cast<float>(noise_spread(progress, o) * unit)});
    }
    return phases;
}

void TraceSpace::put_tables(TraceTables& tables) {
    bounds_ = tables.put(bounds());
    named_ = tables.put(named_pairs());
    chain_end_ = tables.put(chain_ends());
    phases_ = tables.put(phases());
}

device::TraceField TraceSpace::field(DevicePointer tables) const {
    const CaFieldOptions& o = plan_.options.field;
    device::TraceField f{};
    f.residues = residues_;
    f.bounds = static_cast<std::int32_t>(plan_.restraints.size());
    f.bound = device_pointer(tables, bounds_);
    f.chain_end = device_pointer(tables, chain_end_);
    f.named = device_pointer(tables, named_);
    f.bond_k = static_cast<float>(o.bond_k);
    f.bond_a = static_cast<float>(kChainBondA);
    f.angle_k = static_cast<float>(o.angle_k);
    f.angle_lower_a = static_cast<float>(o.angle_lower_a);
    f.angle_upper_a = static_cast<float>(o.angle_upper_a);
    f.repulsion_k = static_cast<float>(o.repulsion_k);
    f.repulsion_a = static_cast<float>(o.repulsion_a);
    f.absence_a = static_cast<float>(o.absence_a);
    f.absence_separation = o.absence_separation;
    f.loss = o.loss == Loss::geman_mcclure;
    f.frame = {static_cast<float>(o.cb_bisector_a), static_cast<float>(o.cb_normal_a)};
    return f;
}

device::TraceTask TraceSpace::task(DevicePointer tables, DevicePointer points, DevicePointer result) const {
    const CaRefineOptions& o = plan_.options;
    device::TraceTask t{};
    t.field = field(tables);
    t.phase = device_pointer(tables, phases_);
    t.anneal_steps = annealing(plan_);
    t.steps = steps_;
    while (t.flat_from < t.anneal_steps && !is_flat(t.flat_from + 1, o)) ++t.flat_from;
    t.step = static_cast<float>(o.step);
    t.damping = static_cast<float>(damping(o));
    t.first_pace = static_cast<float>(0.5 * o.step);
    t.last_pace = static_cast<float>(2.0 * o.step);
    t.seed = o.seed;
    t.positions = reinterpret_cast<device::TracePoint*>(points);
    t.gradient = t.positions + residues_;
    t.result = reinterpret_cast<device::TraceResult*>(result);
    return t;
}

void TraceSpace::fill(device::TracePoint* positions) const {
    const bool annealed = annealing(plan_) == 0;
    for (const Vec4& p : in_four_dimensions(plan_.start, static_cast<std::size_t>(residues_), plan_.options))
        *positions++ = {static_cast<float>(p.x - centre_.x), static_cast<float>(p.y - centre_.y),
                        static_cast<float>(p.z - centre_.z), annealed ? 0.0f : static_cast<float>(p.w)};
}

Vec4 TraceSpace::point(const device::TracePoint& p) const {
    return {p.x + centre_.x, p.y + centre_.y, p.z + centre_.z, p.w};
}

}  // namespace prct::cuda
