// Room for one trajectory in device memory, and what travels there and back.
#pragma once

#include <vector>

#include "kernels/trajectory.h"
#include "platform/device_system.hpp"
#include "platform/edge_tables.hpp"
#include "platform/frame.hpp"
#include "platform/list_space.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::cuda {

/// Throws InputError for plans that cannot be run, and for starts that do not fit their system.
void require_whole(const TrajectoryPlan& plan);

/// Memory of one trajectory on the device: what it is given, its end state among it, travels both ways; what else it
/// brings back only returns.
struct TrajectoryMemory {
    DevicePointer given, brought, scratch;
};

/// What the device reads and writes once a trajectory: host and device have copies of the same layout.
class TrajectorySpace {
   public:
    /// `plan` outlives this.
    explicit TrajectorySpace(const TrajectoryPlan& plan);

    std::size_t given_bytes() const { return given_.size(); }
    std::size_t brought_bytes() const { return brought_.size(); }
    std::size_t scratch_bytes(const ListCapacity& capacity) const;

    device::TrajectoryTask task(const device::SystemView* system, const TrajectoryMemory& memory,
                                const ListCapacity& capacity) const;
    /// Lets the weights of the contacts of `t` follow the structure and the tour, by tables at `tables_base`.
    void weigh_contacts(device::TrajectoryTask& t, const EdgeTables& tables, DevicePointer tables_base,
                        const TrajectoryMemory& memory) const;
    /// Writes what the device is given.
    void fill(std::byte* given) const;

    /// What came back.
    const device::TrajectoryResult& result(const std::byte* given) const;
    TrajectoryOutcome outcome(const std::byte* given, const std::byte* brought) const;

    int residues() const { return residues_; }
    const EdgeKey& edge_key() const { return edge_key_; }

   private:
    std::size_t restraints() const { return plan_.system->restraints.size(); }
    bool resonates() const { return !edge_key_.empty() && plan_.options.resonance.has_value(); }
    std::size_t edge_bytes() const;
    void read_edges(const std::byte* given, State& state) const;
    EnergyTerms terms(const unsigned long long* energy) const;

    const TrajectoryPlan& plan_;
    int residues_;
    std::size_t coordinates_, blocks_;
    EdgeKey edge_key_;
    bool has_alpha_;  ///< restraints count by weights other than 1, or by weights that change
    Vec3<double> centre_;
    Layout given_, brought_;
    Place<device::KeyframeView> keyframes_;
    Place<float> positions_, velocities_, alpha_, theta_, model_, frames_;
    Place<device::TrajectoryResult> result_;
    Place<device::BlockRecord> records_;
};

}  // namespace prct::cuda
