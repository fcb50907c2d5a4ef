// Achiral pair terms of a CA trace (Eqs. 9, 9a, 23): springs, and bounds whose violation costs less the wider it is.
#pragma once

#include "prct/physics/ca_sites.h"

namespace prct {

/// Loss of a violation r: Huber is r² to `width_a` and linear beyond; Geman-McClure r² c²/(c² + r²) levels off.
enum class Loss { huber, geman_mcclure };

template <class Real>
struct LossValue {
    Real energy, slope;
};

template <class Real>
PRCT_HD LossValue<Real> loss_of(Loss loss, Real r, Real width_a) {
    if (loss == Loss::geman_mcclure) {
        const Real c2 = width_a * width_a, f = c2 / (c2 + r * r);
        return {r * r * f, Real(2) * r * f * f};
    }
    if (r <= width_a) return {r * r, Real(2) * r};
    return {width_a * (Real(2) * r - width_a), Real(2) * width_a};
}

/// The energy of a pair a, b, and its gradient with respect to a; that of b is its opposite.
template <class Real>
struct PairShare {
    Real energy;
    Vec4Of<Real> gradient;
};

/// Distances are guarded from zero (Å), where their direction is undefined.
template <class Real>
PRCT_HD Real guarded(Real d) {
    constexpr Real tiny = Real(1e-6);
    return d < tiny ? tiny : d;
}

/// k(d - d0)², `r` from b to a.
template <class Real>
PRCT_HD PairShare<Real> spring(const Vec4Of<Real>& r, Real k, Real d0) {
    const Real d = guarded(norm(r)), x = d - d0;
    return {k * x * x, (Real(2) * k * x / d) * r};
}

/// What a distance lies outside its bounds: by so much (Å, at most zero inside), above (+1) or below (-1).
template <class Real>
struct Violation {
    Real distance, by, side;
};

template <class Real>
PRCT_HD Violation<Real> violation_of(const Vec4Of<Real>& r, Real lower, Real upper) {
    const Real d = guarded(norm(r));
    return {d, d > upper ? d - upper : lower - d, d > upper ? Real(1) : Real(-1)};
}

/// k times the loss of a violation that is above zero.
template <class Real>
PRCT_HD PairShare<Real> violation_cost(const Vec4Of<Real>& r, const Violation<Real>& v, Real k, Loss loss,
                                       Real width_a) {
    const LossValue<Real> cost = loss_of(loss, v.by, width_a);
    return {k * cost.energy, (v.side * k * cost.slope / v.distance) * r};
}

}  // namespace prct
