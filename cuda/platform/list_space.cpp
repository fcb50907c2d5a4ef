#include "platform/list_space.hpp"

#include <algorithm>

namespace prct::cuda {

namespace {

/// Entries a residue: near pairs of residues, pairs of solid sites, hydrogen bonds, absent pairs, pairs of side chains.
constexpr std::array<std::int32_t, device::kLists> kUsual = {40, 160, 40, 40, 90};
constexpr double kGrowth = 1.25;

std::size_t aligned(std::size_t bytes) { return (bytes + 15) / 16 * 16; }

/// Calls visit(bytes) for the five lists, then for what is kept of the build.
template <class Visit>
void for_each_part(int residues, const ListCapacity& capacity, Visit&& visit) {
    for (int k = 0; k < device::kLists; ++k) visit(aligned(sizeof(device::SitePair) * std::size_t(capacity[k])));
    visit(aligned(3 * kSites * sizeof(float) * std::size_t(residues)));
    visit(aligned(sizeof(float) * std::size_t(residues)));
}
static_assert(sizeof(device::SitePair) == sizeof(device::ResiduePair));

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
    std::array<DevicePointer, device::kLists + 2> at{};
    std::size_t k = 0;
    for_each_part(residues, capacity, [&](std::size_t bytes) {
        at[k++] = base;
        base += bytes;
    });
    device::ListView v{};
    v.near = reinterpret_cast<device::ResiduePair*>(at[device::kNear]);
    v.solid = reinterpret_cast<device::SitePair*>(at[device::kSolid]);
    v.bonds = reinterpret_cast<device::ResiduePair*>(at[device::kBonds]);
    v.absent = reinterpret_cast<device::ResiduePair*>(at[device::kAbsent]);
    v.side_chains = reinterpret_cast<device::ResiduePair*>(at[device::kSideChains]);
    v.built_at = reinterpret_cast<float*>(at[device::kLists]);
    v.radius = reinterpret_cast<float*>(at[device::kLists + 1]);
    std::copy(capacity.begin(), capacity.end(), v.capacity);
    return v;
}

}  // namespace prct::cuda
