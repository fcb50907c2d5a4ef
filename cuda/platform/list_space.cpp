#include "platform/list_space.hpp"

#include <algorithm>

namespace prct::cuda {

namespace {

/// Entries a residue: near pairs, none of hydrogen bonds, absent pairs, pairs of side chains.
constexpr std::array<std::int32_t, device::kLists> kUsual = {40, 0, 60, 120};
constexpr double kGrowth = 1.25;

std::size_t aligned(std::size_t bytes) { return (bytes + 15) / 16 * 16; }

/// Calls visit(bytes) for the lists, then for what is kept of the builds.
template <class Visit>
void for_each_part(int residues, const ListCapacity& capacity, Visit&& visit) {
    for (int k = 0; k < device::kLists; ++k) visit(aligned(sizeof(std::uint32_t) * std::size_t(capacity[k])));
    visit(3 * sizeof(device::Point) * std::size_t(residues));
}

}  // namespace

ListCapacity usual_capacity(int residues) {
    ListCapacity capacity{};
    for (int k = 0; k < device::kLists; ++k) capacity[k] = kUsual[k] * residues;
    return capacity;
}

ListCapacity grown(const ListCapacity& capacity, const std::int32_t (&need)[device::kLists]) {
    ListCapacity more = capacity;
    for (int k = 0; k < device::kLists; ++k)
        if (need[k] > capacity[k]) more[k] = static_cast<std::int32_t>(kGrowth * need[k]);
    return more;
}

std::size_t list_bytes(int residues, const ListCapacity& capacity) {
    std::size_t sum = 0;
    for_each_part(residues, capacity, [&](std::size_t bytes) { sum += bytes; });
    return sum;
}

device::ListView place_lists(DevicePointer base, int residues, const ListCapacity& capacity) {
    std::array<DevicePointer, device::kLists + 1> at{};
    std::size_t k = 0;
    for_each_part(residues, capacity, [&](std::size_t bytes) {
        at[k++] = base;
        base += bytes;
    });
    device::ListView v{};
    v.near = reinterpret_cast<std::uint32_t*>(at[device::kNear]);
    v.absent = reinterpret_cast<std::uint32_t*>(at[device::kAbsent]);
    v.side_chains = reinterpret_cast<std::uint32_t*>(at[device::kSideChains]);
    v.built_at = reinterpret_cast<device::Point*>(at[device::kLists]);
    std::copy(capacity.begin(), capacity.end(), v.capacity);
    return v;
}

}  // namespace prct::cuda
