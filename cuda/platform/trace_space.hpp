// What a refinement of a CA trace needs of the device's memory: tables, which like traces share, and its numbers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernels/ca_refine.h"
#include "platform/blob.hpp"
#include "platform/frame.hpp"
#include "prct/resonance/ca_refine.hpp"

namespace prct::cuda {

/// Tables of a launch, of which those that are alike lie there once.
class TraceTables {
   public:
    template <class T>
    Place<T> put(const std::vector<T>& table) {
        const std::string key(reinterpret_cast<const char*>(table.data()), table.size() * sizeof(T));
        const auto found = known_.find(key);
        if (found != known_.end()) return {found->second};
        const Place<T> place = blob_.put(table);
        known_.emplace(key, place.offset);
        return place;
    }
    std::span<const std::byte> bytes() const { return blob_.bytes(); }

   private:
    Blob blob_;
    std::map<std::string, std::size_t> known_;
};

/// A refinement on its way to the device.
class TraceSpace {
   public:
    /// Throws InputError for a plan that refine_ca would not take.
    TraceSpace(const CaRefinePlan& plan, std::int32_t steps);

    int residues() const { return residues_; }
    /// Of its tables at most, if no other trace shares them.
    std::size_t table_bytes() const;
    /// Of positions, which come first, and gradients.
    std::size_t point_bytes() const { return 2 * sizeof(device::TracePoint) * std::size_t(residues_); }

    void put_tables(TraceTables& tables);
    /// The task for tables at `tables`, points at `points` and a result at `result`.
    device::TraceTask task(DevicePointer tables, DevicePointer points, DevicePointer result) const;
    void fill(device::TracePoint* positions) const;
    /// Back from the frame of the device.
    Vec4 point(const device::TracePoint& p) const;

   private:
    std::vector<device::TraceBound> bounds() const;
    std::vector<std::uint32_t> named_pairs() const;
    std::vector<std::int32_t> chain_ends() const;
    std::vector<device::TracePhase> phases() const;
    device::TraceField field(DevicePointer tables) const;

    const CaRefinePlan& plan_;
    std::int32_t residues_, steps_;
    Vec3<double> centre_;
    Place<device::TraceBound> bounds_;
    Place<std::uint32_t> named_;
    Place<std::int32_t> chain_end_;
    Place<device::TracePhase> phases_;
};

}  // namespace prct::cuda
