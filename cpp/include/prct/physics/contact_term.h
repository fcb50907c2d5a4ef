// Eq. 9: restraints on a distance, flat between their bounds.
#pragma once

#include "prct/hd.h"
#include "prct/physics/pair_curvature.h"

namespace prct {

/// ρ(z) between two robust losses, z the violation in units of its scale: (1-s) times the pseudo-Huber loss
/// δ²(√(1 + z²/δ²) - 1), quadratic then linear, for the search; s times the log-saturating ½c² ln(1 + z²/c²) for the
/// end.
/// `log_spread` maps 1 + z²/c² to its logarithm, so that vector loops bring their own; it is asked only where s > 0.
template <class T, class Log>
PRCT_HD T robust_loss(T z, T saturation, T huber_delta, T log_c, T& slope, Log&& log_spread) {
    const T zd = z / huber_delta, zc = z / log_c;
    const T root = std::sqrt(T(1) + zd * zd);
    const T spread = T(1) + zc * zc;
    slope = (T(1) - saturation) * z / root + saturation * z / spread;
    return (T(1) - saturation) * huber_delta * huber_delta * (root - T(1)) +
           saturation * T(0.5) * log_c * log_c * log_spread(spread);
}

template <class T>
PRCT_HD T robust_loss(T z, T saturation, T huber_delta, T log_c, T& slope) {
    return robust_loss(z, saturation, huber_delta, log_c, slope, [](T spread) { return std::log(spread); });
}

/// How far d lies outside [lower, upper]: negative below, positive above, 0 inside.
template <class T>
PRCT_HD T violation(T d, T lower, T upper) {
    return d < lower ? d - lower : d > upper ? d - upper : T(0);
}

/// Eq. 9a: weak lower bound for a pair that a complete map does not name, from r²: ε (1 - r²/b²)² below the bound b.
/// Bounded, with a continuous force whose slope jumps at b: x² where Eq. 7 has x³ (2 - x). `slope` is dE/d(r²).
template <class T>
PRCT_HD T absence_energy(T r2, T bound, T epsilon, T& slope) {
    const T inv = T(1) / (bound * bound);
    T x = T(1) - r2 * inv;
    x = x > T(0) ? x : T(0);
    slope = T(-2) * epsilon * inv * x;
    return epsilon * x * x;
}

/// Of the loss of a violation counted in units of `scale`, per unit of weight. Both losses have ρ'' <= 1 and
/// ρ'(z) <= z; outside the bounds r >= z scale, so that V'/r <= 1/scale² as well, however near the sites are.
/// |ρ'| stays below δ and c/2.
PRCT_HD PairCurvature robust_loss_curvature_bound(double scale, double saturation, double huber_delta, double log_c) {
    return {1 / (scale * scale), ((1 - saturation) * huber_delta + saturation * 0.5 * log_c) / scale};
}

/// V'' = (4ε/b²) (2 - 3x), largest at the bound, from inside; V' <= 0; |V'| is largest at x = 2/3, 8ε / (3√3 b).
PRCT_HD PairCurvature absence_curvature_bound(double bound, double epsilon) {
    return {8 * epsilon / (bound * bound), 1.53961 * epsilon / bound};
}

}  // namespace prct
