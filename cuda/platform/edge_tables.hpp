// What trajectories share that weigh their contacts as they go: the graph of the contact plane, and the tour.
#pragma once

#include <optional>
#include <vector>

#include "kernels/edge_view.h"
#include "platform/blob.hpp"
#include "platform/device.hpp"
#include "prct/engine/simulation.hpp"

namespace prct::cuda {

/// What the tables depend on.
struct EdgeKey {
    const System* system = nullptr;
    std::size_t edges = 0;
    std::optional<std::pair<double, double>> spread_and_line;  ///< of Eq. 18 and of S; none: contacts do not resonate
    std::optional<std::vector<std::int32_t>> tour_place;       ///< none: contacts do not wait for their place in a tour

    auto operator<=>(const EdgeKey&) const = default;
    /// Nothing follows the structure or the tour.
    bool empty() const { return edges == 0 || (!spread_and_line && !tour_place); }
};

/// Throws InputError for more edges than restraints, or updates after no step.
EdgeKey edge_key(const System& system, const SimulationOptions& options);

/// Tables of a key, ready to travel.
class EdgeTables {
   public:
    /// Throws InputError where the tour is no permutation.
    explicit EdgeTables(const EdgeKey& key);

    std::span<const std::byte> bytes() const { return blob_.bytes(); }

    /// A copy on the device.
    DeviceBuffer<std::byte> uploaded(Device& device, StreamView stream) const;

    /// As they are in a copy at `base`.
    device::EdgeGraphView graph(DevicePointer base) const;
    std::size_t edges() const { return edges_; }
    /// τ of every edge; null where there is no tour.
    const float* tour(DevicePointer base) const;

   private:
    void put_graph(const EdgeKey& key);

    std::size_t edges_;
    bool has_tour_;
    Blob blob_;
    Place<std::int32_t> first_, neighbour_;
    Place<float> coupling_, support_, total_coupling_, tour_;
};

/// Bytes of the numbers that oscillators need besides α and ϑ.
std::size_t edge_scratch_bytes(std::size_t edges);

/// Oscillators with α and ϑ [edges] on the device, scratch there, and the tables at `tables_base`.
device::EdgeView edge_view(const EdgeTables& tables, DevicePointer tables_base, const SimulationOptions& options,
                           float* alpha, float* theta, DevicePointer scratch);

/// Values for all restraints where `given` has them, else `otherwise`; as Simulation takes a state.
std::vector<double> restraint_values(const std::vector<double>& given, std::size_t restraints, double otherwise);

}  // namespace prct::cuda
