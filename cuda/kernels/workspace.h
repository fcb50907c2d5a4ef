// What a force evaluation writes. Sites and forces may lie in shared memory; lists lie in device memory.
#pragma once

#include "kernels/device.h"
#include "prct/engine/term.h"
#include "prct/physics/vec3.h"
#include "prct/physics/virtual_sites.h"

namespace prct::device {

/// Sixteen bytes that travel at once.
struct alignas(16) Point {
    float x, y, z, w;

    PRCT_DEVICE Vec3<float> at() const { return {x, y, z}; }
};

struct ResiduePair {
    std::int32_t i, j;
};

/// Two residues of a small system in one number.
constexpr int kResidueBits = 11;
PRCT_HD std::uint32_t packed_pair(int i, int j) {
    return static_cast<std::uint32_t>(i) << kResidueBits | static_cast<std::uint32_t>(j);
}
constexpr std::uint32_t kResidueMask = (1u << kResidueBits) - 1;
PRCT_HD int first_of(std::uint32_t pair) { return static_cast<int>(pair >> kResidueBits & kResidueMask); }
PRCT_HD int second_of(std::uint32_t pair) { return static_cast<int>(pair & kResidueMask); }

/// Bonds are listed for large systems only, which have rows of their own for the rest.
enum List { kNear, kBonds, kAbsent, kSideChains, kLists };

/// Neighbour lists. One that overflows keeps what fits; its count says how much would have.
struct ListView {
    std::uint32_t *near, *absent, *side_chains;  ///< pairs of residues, packed
    ResiduePair* bonds;
    Point* built_at;  ///< [3][residues] CA with the radius, CB, SC as they were at the builds
    std::int32_t capacity[kLists];
};

/// How terms are weighed now; TermScales in the precision of the kernels.
struct ScaleView {
    float factor[kTerms];
    float saturation;
};

struct Workspace {
    float* sites;                ///< [residues][kSites][3], Å
    int* forces;                 ///< the same, dV/dx in units of force (fixed_point.h)
    int* neighbours;             ///< [residues], Eq. 10, in units of counts
    float* pull;                 ///< [residues], dV/dn
    unsigned long long* energy;  ///< [kTerms]
    std::int32_t *count, *need;  ///< [kLists] entries of each list now; the most there have been
    const ListView& lists;

    PRCT_DEVICE Vec3<float> site(int k) const { return {sites[3 * k], sites[3 * k + 1], sites[3 * k + 2]}; }
    PRCT_DEVICE Vec3<float> site(int i, int s) const { return site(i * kSites + s); }
    PRCT_DEVICE int* force(int i, int s) const { return forces + 3 * (i * kSites + s); }
    PRCT_DEVICE void place(int i, int s, const Vec3<float>& at) const {
        float* p = sites + 3 * (i * kSites + s);
        p[0] = at.x;
        p[1] = at.y;
        p[2] = at.z;
    }
};

}  // namespace prct::device
