// Contact energy of two heavy atoms while side chains are packed: a Lennard-Jones well with a soft, capped core.
#pragma once

#include "prct/hd.h"

namespace prct {

/// Kinds of heavy atoms, hydrogens counted in.
enum AtomKind {
    kCarbonBare,      ///< sp2 without hydrogen
    kCarbonAromatic,  ///< sp2 with hydrogen
    kCarbonAliphatic,
    kNitrogen,
    kOxygen,
    kSulfur,
    kThiol,  ///< SG of cysteine, which may bind another
    kAtomKinds
};

/// Radii in Å. Source: J. Tsai, R. Taylor, C. Chothia and M. Gerstein, J. Mol. Biol. 290, 253 (1999), Table 2.
template <class T>
PRCT_HD T contact_radius_a(int kind) {
    constexpr T radii[kAtomKinds] = {T(1.61), T(1.76), T(1.88), T(1.64), T(1.42), T(1.77), T(1.77)};
    return radii[kind];
}

/// Weights of the contact energy, in units of kT; fitted ones are in python/prct/parameters/packing.json.
template <class T>
struct SideChainContact {
    T reach_a;       ///< no energy from here on
    T radius_scale;  ///< distance of the minimum over the sum of the radii
    T polar_scale;   ///< the same for N and O among themselves, where a hydrogen lies between
    T well;          ///< depth
    T polar_well;    ///< depth for N and O among themselves
    T cap;           ///< largest energy of a pair
    T disulfide;     ///< gain of SG-SG at bonding distance, 1.6 to 2.6 Å
};

/// Energy of a pair at squared distance r2_a2.
template <class T>
PRCT_HD T side_chain_contact(const SideChainContact<T>& c, int kind_i, int kind_j, T r2_a2) {
    if (r2_a2 >= c.reach_a * c.reach_a) return T(0);
    if (kind_i == kThiol && kind_j == kThiol && r2_a2 > T(2.56) && r2_a2 < T(6.76)) return -c.disulfide;
    const bool polar = (kind_i == kNitrogen || kind_i == kOxygen) && (kind_j == kNitrogen || kind_j == kOxygen);
    const T r_min =
        (polar ? c.polar_scale : c.radius_scale) * (contact_radius_a<T>(kind_i) + contact_radius_a<T>(kind_j));
    const T q2 = r_min * r_min / (r2_a2 + T(1e-6));
    const T q6 = q2 * q2 * q2;
    const T energy = (polar ? c.polar_well : c.well) * q6 * (q6 - T(2));
    return energy < c.cap ? energy : c.cap;
}

}  // namespace prct
