#include "platform/large_space.hpp"

#include <algorithm>

#include "platform/device_system.hpp"

namespace prct::cuda {

namespace {

/// Entries a row: charges, pairs of solid sites, of side chains, dipoles, absent pairs.
constexpr std::array<std::int32_t, device::kRowKinds> kUsual = {512, 320, 128, 64, 64};
constexpr std::int32_t kBondsPerResidue = 12;
constexpr double kGrowth = 1.25;
constexpr std::int32_t kEntriesPerLine = 32;  ///< rows begin at lines of the cache
/// Points a cell of a grid holds at most on average, if they fill it evenly.
constexpr int kPointsPerCell = 4;

/// Hands out addresses one after another.
class Placer {
   public:
    explicit Placer(DevicePointer base) : base_(base) {}

    template <class T>
    void operator()(T*& pointer, std::size_t count) {
        pointer = reinterpret_cast<T*>(base_ + bytes_);
        bytes_ += (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    }
    std::size_t bytes() const { return bytes_; }

   private:
    static constexpr std::size_t kAlignment = 128;
    DevicePointer base_;
    std::size_t bytes_ = 0;
};

void place_cells(device::CellView& c, int points, Placer& place) {
    c.points = points;
    c.across = 4;
    while (c.cells() * kPointsPerCell < points) c.across *= 2;
    const auto n = static_cast<std::size_t>(points);
    place(c.start, static_cast<std::size_t>(c.cells()) + 1);
    place(c.cell, n);
    place(c.place, n);
    place(c.order, n);
    place(c.sphere, n);
}

}  // namespace

RowCapacity usual_row_capacity(int residues) { return {kUsual, kBondsPerResidue * residues}; }

RowCapacity grown(const RowCapacity& capacity, const device::LargeControl& control) {
    RowCapacity more = capacity;
    for (int k = 0; k < device::kRowKinds; ++k) {
        const auto wanted = static_cast<std::int32_t>(kGrowth * control.row_need[k]);
        if (control.row_need[k] > capacity.stride[k])
            more.stride[k] = (wanted + kEntriesPerLine - 1) / kEntriesPerLine * kEntriesPerLine;
    }
    if (control.list_need[device::kBonds] > capacity.bonds)
        more.bonds = static_cast<std::int32_t>(kGrowth * control.list_need[device::kBonds]);
    return more;
}

std::size_t place_state(const LargeShape& shape, DevicePointer base, device::LargeTask& t) {
    Placer place(base);
    const auto n = static_cast<std::size_t>(shape.residues);
    device::KeyframeView* keyframes;
    place(t.control, 1);
    place(keyframes, shape.keyframes);
    place(t.edges.alpha, shape.restraints);
    place(t.packed, device::kPlaces * n);
    place(t.built_at, device::kPlaces * n);
    place(t.sites, 3 * kSites * n);
    place(t.forces, 3 * kSites * n);
    place(t.neighbours, n);
    place(t.pull, n);
    place(t.gradient, 9 * n);
    place(t.positions, 9 * n);
    place(t.velocities, shape.moves ? 9 * n : 0);
    place(t.saved_velocities, shape.moves ? 9 * n : 0);
    if (!shape.moves) t.velocities = t.saved_velocities = nullptr;
    t.keyframes = keyframes;
    return place.bytes();
}

std::size_t place_rows(const LargeShape& shape, const RowCapacity& capacity, DevicePointer base, device::LargeTask& t) {
    Placer place(base);
    place_cells(t.residue_cells, shape.residues, place);
    place_cells(t.charge_cells, shape.charges, place);
    for (int k = 0; k < device::kRowKinds; ++k) {
        const auto rows = static_cast<std::size_t>(k == device::kChargeRows ? shape.charges : shape.residues);
        t.rows[k].stride = capacity.stride[k];
        place(t.rows[k].length, rows);
        place(t.rows[k].entry, rows * static_cast<std::size_t>(capacity.stride[k]));
    }
    place(t.lists.bonds, static_cast<std::size_t>(capacity.bonds));
    t.lists.capacity[device::kBonds] = capacity.bonds;
    return place.bytes();
}

MemoryNeed large_need(const System& system, const LargeShape& shape, const RowCapacity& capacity) {
    device::LargeTask t{};
    MemoryNeed need;
    need.add("tables of the system", PackedSystem(system).blob.size(), "fold a part of the chain");
    need.add("sites and forces", place_state(shape, 0, t), "fold a part of the chain");
    need.add("neighbour rows", place_rows(shape, capacity, 0, t), "fold a part of the chain");
    return need;
}

}  // namespace prct::cuda
