// What a force evaluation writes. The first half may lie in shared memory; lists are large and lie in device memory.
#pragma once

#include "kernels/device.h"
#include "prct/engine/term.h"
#include "prct/physics/vec3.h"
#include "prct/physics/virtual_sites.h"

namespace prct::device {

struct SitePair {
    std::int32_t a;
    std::uint32_t b_and_kind;  ///< b, and solid_pair in the highest five bits
};
constexpr int kKindShift = 27;

struct ResiduePair {
    std::int32_t i, j;
};

enum List { kNear, kSolid, kBonds, kAbsent, kSideChains, kLists };

/// Neighbour lists, good until a site has moved half the skin. A list that overflows keeps what fits; its count says
/// how much would have.
struct ListView {
    ResiduePair *near, *bonds, *absent, *side_chains;
    SitePair* solid;
    float *built_at, *radius;  ///< sites at the build [residues][kSites][3]; farthest site from CA
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
