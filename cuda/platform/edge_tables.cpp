#include "platform/edge_tables.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "prct/error.hpp"
#include "prct/resonance/edge_phases.hpp"
#include "prct/resonance/resonance_amplitude.hpp"

namespace prct::cuda {

namespace {

std::vector<float> floats(const std::vector<double>& from) { return {from.begin(), from.end()}; }

EdgeConstants<float> single(const EdgeConstants<double>& k) {
    const auto f = [](double x) { return static_cast<float>(x); };
    return {f(k.frequency_ps), f(k.distance_a),  f(k.coupling), f(k.anchor),
            f(k.half_support), f(k.alpha_floor), f(k.reach_a),  f(k.step_ps)};
}

/// Four bytes each: two phasors, saved α and ϑ, rate, saturation.
constexpr std::size_t kEdgeWords = 8;

}  // namespace

EdgeKey edge_key(const System& system, const SimulationOptions& options) {
    const auto restraints = static_cast<std::int64_t>(system.restraints.size());
    if (options.edges > restraints)
        throw InputError(std::to_string(options.edges) + " edges are more than the " + std::to_string(restraints) +
                         " restraints; name those that resonate");
    if (options.resonance_interval < 1)
        throw InputError("resonance_interval is " + std::to_string(options.resonance_interval) +
                         "; update at most once a step");
    EdgeKey key;
    key.system = &system;
    key.edges = static_cast<std::size_t>(options.edges < 0 ? restraints : options.edges);
    if (options.resonance) key.spread_and_line = {options.resonance->spread_residues, options.resonance->line_weight};
    if (options.tour_first) key.tour_place = options.tour_place;
    return key;
}

EdgeTables::EdgeTables(const EdgeKey& key) : edges_(key.edges), has_tour_(key.tour_place.has_value()) {
    if (key.spread_and_line) put_graph(key);
    if (has_tour_) tour_ = blob_.put(floats(tour_weights(*key.system, edges_, *key.tour_place)));
}

void EdgeTables::put_graph(const EdgeKey& key) {
    const EdgeGraph graph = edge_graph(*key.system, key.spread_and_line->first, key.spread_and_line->second, edges_);
    if (graph.neighbours.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw InputError("the contacts have " + std::to_string(graph.neighbours.size()) +
                         " neighbours in the contact plane, more than a GPU numbers; fold them on the platform cpu");
    std::vector<float> total;
    for (std::size_t e = 0; e < edges_; ++e) {
        double sum = 0;
        for (auto k = graph.offsets[e]; k < graph.offsets[e + 1]; ++k)
            sum += graph.coupling[static_cast<std::size_t>(k)];
        total.push_back(static_cast<float>(sum));
    }
    first_ = blob_.put(std::vector<std::int32_t>(graph.offsets.begin(), graph.offsets.end()));
    neighbour_ = blob_.put(graph.neighbours);
    coupling_ = blob_.put(floats(graph.coupling));
    support_ = blob_.put(floats(graph.support));
    total_coupling_ = blob_.put(total);
}

DeviceBuffer<std::byte> EdgeTables::uploaded(Device& device, StreamView stream) const {
    DeviceBuffer<std::byte> copy(std::max<std::size_t>(blob_.size(), 1), device.memory(), stream);
    device.driver().upload(copy.address(), blob_.bytes(), stream);
    return copy;
}

device::EdgeGraphView EdgeTables::graph(DevicePointer base) const {
    return {static_cast<std::int32_t>(edges_),    0,
            device_pointer(base, first_),         device_pointer(base, neighbour_),
            device_pointer(base, coupling_),      device_pointer(base, support_),
            device_pointer(base, total_coupling_)};
}

const float* EdgeTables::tour(DevicePointer base) const { return has_tour_ ? device_pointer(base, tour_) : nullptr; }

std::size_t edge_scratch_bytes(std::size_t edges) { return kEdgeWords * edges * sizeof(float); }

device::EdgeView edge_view(const EdgeTables& tables, DevicePointer tables_base, const SimulationOptions& options,
                           float* alpha, float* theta, DevicePointer scratch) {
    device::EdgeView v{};
    v.graph = tables.graph(tables_base);
    v.constants = single(edge_constants(*options.resonance));
    v.interval = options.resonance_interval;
    v.phases = options.resonance->phases;
    v.alpha = alpha;
    v.theta = theta;
    auto* const floats = reinterpret_cast<float*>(scratch);
    const std::size_t n = tables.edges();
    v.unit = reinterpret_cast<device::Phasor*>(floats);
    v.seen = v.unit + n;
    v.saved_alpha = floats + 4 * n;
    v.saved_theta = floats + 5 * n;
    v.rate = floats + 6 * n;
    v.saturation = floats + 7 * n;
    return v;
}

std::vector<double> restraint_values(const std::vector<double>& given, std::size_t restraints, double otherwise) {
    return given.size() == restraints ? given : std::vector<double>(restraints, otherwise);
}

}  // namespace prct::cuda
