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

/// What the device reads and writes once a trajectory: host and device have copies of the same layout.
class TrajectorySpace {
   public:
    explicit TrajectorySpace(const TrajectoryPlan& plan);

    std::size_t exchanged_bytes() const { return blob_.size(); }
    std::size_t scratch_bytes(const ListCapacity& capacity) const;

    /// The task, with its numbers at `base` and scratch memory at `scratch`.
    device::TrajectoryTask task(const device::SystemView* system, DevicePointer base, DevicePointer scratch,
                                const ListCapacity& capacity);
    /// Lets the weights of the contacts of `t` follow the structure and the tour, by tables at `tables_base`.
    void weigh_contacts(device::TrajectoryTask& t, const EdgeTables& tables, DevicePointer tables_base,
                        DevicePointer base, DevicePointer scratch) const;
    std::span<const std::byte> bytes() const { return blob_.bytes(); }

    /// What came back, in the place of `bytes`.
    const device::TrajectoryResult& result(std::span<const std::byte> bytes) const;
    TrajectoryOutcome outcome(std::span<const std::byte> bytes) const;

    int residues() const { return residues_; }
    const EdgeKey& edge_key() const { return edge_key_; }

   private:
    void fill();
    std::size_t edge_bytes() const;
    void read_edges(std::span<const std::byte> bytes, State& state) const;
    EnergyTerms terms(const unsigned long long* energy) const;

    const TrajectoryPlan& plan_;
    int residues_;
    std::size_t coordinates_, blocks_;
    EdgeKey edge_key_;
    std::vector<double> start_alpha_, start_theta_;  ///< [restraints], as the trajectory begins; empty: 1, 0
    Vec3<double> centre_;
    Blob blob_;
    Place<device::KeyframeView> keyframes_;
    Place<float> positions_, velocities_, model_, alpha_, theta_, frames_;
    Place<device::BlockRecord> records_;
    Place<device::TrajectoryResult> result_;
};

}  // namespace prct::cuda
