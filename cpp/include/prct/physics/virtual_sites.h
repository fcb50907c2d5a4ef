// Eq. 2: O, H, CB and SC as fixed functions of the backbone, and the way their forces go back to it.
#pragma once

#include "prct/physics/vec3.h"

namespace prct {

/// Sites of a residue; the first three carry mass.
enum Site { kSiteN, kSiteCA, kSiteC, kSiteO, kSiteCB, kSiteSC, kSiteH, kSites };

/// CB = CA + A (b×c) + B b + C c with b = CA-N, c = C-CA.
constexpr double kCbCross = -0.58273431, kCbB = 0.56802827, kCbC = -0.54067466;
/// O = C + A (C-CA) + B (C-N'): 1.231 Å, CA-C-O 120.4°, N'-C-O 123.0° at ideal geometry.
constexpr double kOxygenCA = 0.7567, kOxygenN = 0.8932;
/// H = N + A (N-C₋) + B (N-CA): 1.01 Å, CA-N-H 119.2° at ideal geometry.
constexpr double kHydrogenC = 0.7806, kHydrogenCA = 0.7108;
/// Last O of a chain: C + A (C-CA) + B (N-CA), in the plane N-CA-C on the side of N (an extended ψ): 1.231 Å, 120.4°.
constexpr double kLastOxygenCA = 0.67573565, kLastOxygenN = 0.78003624;
/// First H of a chain: N + A (N-CA) + B (C-CA), in the plane N-CA-C away from C: 1.01 Å, CA-N-H 109.5°.
constexpr double kFirstHydrogenCA = -0.01942366, kFirstHydrogenC = -0.66872313;

template <class T>
PRCT_HD Vec3<T> place_cb(const Vec3<T>& n, const Vec3<T>& ca, const Vec3<T>& c) {
    const Vec3<T> b = ca - n, d = c - ca;
    return ca + T(kCbCross) * cross(b, d) + T(kCbB) * b + T(kCbC) * d;
}

/// Adds dE/dCB = g to the gradients of N, CA, C.
template <class T>
PRCT_HD void spread_cb(const Vec3<T>& n, const Vec3<T>& ca, const Vec3<T>& c, const Vec3<T>& g, Vec3<T>& gn,
                       Vec3<T>& gca, Vec3<T>& gc) {
    const Vec3<T> b = ca - n, d = c - ca;
    const Vec3<T> gb = T(kCbCross) * cross(d, g) + T(kCbB) * g;
    const Vec3<T> gd = T(kCbCross) * cross(g, b) + T(kCbC) * g;
    gn -= gb;
    gca += g + gb - gd;
    gc += gd;
}

/// x = p + A (p-q) + B (p-r): the linear rule of O (C, CA, N') and H (N, C₋, CA).
template <class T>
PRCT_HD Vec3<T> place_beyond(const Vec3<T>& p, const Vec3<T>& q, const Vec3<T>& r, T to_q, T to_r) {
    return p + to_q * (p - q) + to_r * (p - r);
}

template <class T>
PRCT_HD void spread_beyond(const Vec3<T>& g, T to_q, T to_r, Vec3<T>& gp, Vec3<T>& gq, Vec3<T>& gr) {
    gp += (T(1) + to_q + to_r) * g;
    gq -= to_q * g;
    gr -= to_r * g;
}

/// x = p + A (p-q) + B (r-q): the linear rule of the last O (C, CA, N) and, with B < 0, the first H (N, CA, C).
template <class T>
PRCT_HD Vec3<T> place_at_end(const Vec3<T>& p, const Vec3<T>& q, const Vec3<T>& r, T along, T across) {
    return p + along * (p - q) + across * (r - q);
}

template <class T>
PRCT_HD void spread_at_end(const Vec3<T>& g, T along, T across, Vec3<T>& gp, Vec3<T>& gq, Vec3<T>& gr) {
    gp += (T(1) + along) * g;
    gq -= (along + across) * g;
    gr += across * g;
}

}  // namespace prct
