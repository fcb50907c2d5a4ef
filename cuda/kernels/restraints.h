// Restraints on distances and orientations on the device (Eqs. 9, 9b).
#pragma once

#include "kernels/belief.h"
#include "kernels/pair_terms.h"
#include "prct/physics/orientation_term.h"
#include "prct/physics/spline_term.h"

namespace prct::device {

/// Two sites on one spot have no direction: as in the reference, their distance is taken as 1e-6 Å.
constexpr float kSmallestSquare_a2 = 1e-12f;

/// U of Eq. 9 at distance d; `slope` is dU/dd.
PRCT_DEVICE float restraint_loss(const SystemView& s, const RestraintRow& r, float saturation, float d, float& slope) {
    if (r.spline >= 0) {
        const SplineRange range = s.spline[r.spline];
        return spline_energy(s.knots + range.first, s.values + range.first, s.slopes + range.first, range.count, d,
                             slope);
    }
    const float z = violation(d, r.lower, r.upper) * r.inverse_scale;
    const float loss = robust_loss(z, saturation, s.constants.huber_delta, s.constants.log_c, slope);
    slope *= r.inverse_scale;
    return loss;
}

PRCT_DEVICE float squared_distance(const Workspace& w, const RestraintRow& r) {
    return fmaxf(norm2(w.site(r.a) - w.site(r.b)), kSmallestSquare_a2);
}

/// What is read of a restraint before it is worked on.
struct GivenRestraint {
    RestraintRow row;
    GivenBelief belief;
};

PRCT_DEVICE float nearest_square(const SystemView& s, const Workspace& w, const RestraintRows& run) {
    float nearest2 = squared_distance(w, s.restraint[run.first]);
    PRCT_ONE_COPY
    for (int m = run.first + 1; m < run.last; ++m) nearest2 = fminf(nearest2, squared_distance(w, s.restraint[m]));
    return nearest2;
}

/// (Σ d⁻⁶)^(-1/6), in units of the nearest, so that the sum neither overflows nor vanishes.
PRCT_DEVICE float alternatives_distance(const SystemView& s, const Workspace& w, const RestraintRows& run,
                                        float nearest2) {
    float inverse6 = 0;
    PRCT_ONE_COPY
    for (int m = run.first; m < run.last; ++m) {
        const float q = nearest2 / squared_distance(w, s.restraint[m]);
        inverse6 += q * q * q;
    }
    return std::sqrt(nearest2 / std::cbrt(inverse6));
}

/// Alternatives share d = (Σ d⁻⁶)^(-1/6) and the bounds of the first; the force on each is (d/d_m)⁷ of the whole.
PRCT_DEVICE float add_alternatives(const SystemView& s, const Workspace& w, const RestraintRows& run, float factor,
                                   float saturation, const Belief& belief) {
    float weight = 0;
    PRCT_ONE_COPY
    for (int m = run.first; m < run.last; ++m) weight = fmaxf(weight, s.restraint[m].weight * belief(m));
    const float d = alternatives_distance(s, w, run, nearest_square(s, w, run));
    float slope;
    const float loss = factor * weight * restraint_loss(s, s.restraint[run.first], saturation, d, slope);
    if (slope == 0) return loss;
    PRCT_ONE_COPY
    for (int m = run.first; m < run.last; ++m) {
        const RestraintRow& r = s.restraint[m];
        const float r2 = squared_distance(w, r), q = d * d / r2;
        push_pair(w, r.a, r.b, w.site(r.a) - w.site(r.b), 0.5f * factor * weight * slope * q * q * q * d / r2);
    }
    return loss;
}

/// Eq. 9. `belief` scales each restraint.
template <bool kEnergies, class Team>
PRCT_DEVICE void add_restraints(const Team& team, const SystemView& s, const Workspace& w, const ScaleView& scale,
                                const Belief& belief) {
    const float factor = s.constants.contact * scale.factor[kContact];
    if (factor == 0) return;
    EnergySum energy;
    // A thread takes restraints that follow one another, so that the threads of a warp are at those of different
    // residues: those that add forces to the same site wait for one another. Rows are dealt out for that.
    const int lane = team.rank() % kWarp, chunk = (s.restraints + kWarp - 1) / kWarp, base = lane * chunk;
    const int end = min(chunk, s.restraints - base), step = team.size() / kWarp;
    int k = team.rank() / kWarp;
    GivenRestraint next{};
    if (k < end) next = {s.dealt[k * kWarp + lane], belief.given(base + k)};
    PRCT_ONE_COPY
    while (k < end) {
        const auto [r, given] = next;
        const int own = base + k;
        k += step;
        // On its way while this one is worked on.
        if (k < end) next = {s.dealt[k * kWarp + lane], belief.given(base + k)};
        float e = 0;
        if (r.alternatives > 1) {
            e = add_alternatives(s, w, {own, own + r.alternatives}, factor, scale.saturation, belief);
        } else if (r.alternatives == 1) {
            const Vec3<float> between = w.site(r.a) - w.site(r.b);
            const float d = std::sqrt(fmaxf(norm2(between), kSmallestSquare_a2));
            const float weight = factor * r.weight * belief.of(given);
            float slope;
            e = weight * restraint_loss(s, r, scale.saturation, d, slope);
            if (slope != 0) push_pair(w, r.a, r.b, between, 0.5f * weight * slope / d);
        }
        if (kEnergies) energy.add(e);
    }
    if (kEnergies) energy.publish(w.energy + kContact);
}

/// Eq. 9b.
template <bool kEnergies, class Team>
PRCT_DEVICE void add_orientations(const Team& team, const SystemView& s, const Workspace& w, const ScaleView& scale) {
    const float factor = scale.factor[kOrientation];
    if (factor == 0) return;
    EnergySum energy;
    PRCT_ONE_COPY
    for (int k = team.rank(); k < s.orientations; k += team.size()) {
        const OrientationRow row = s.orientation[k];
        const auto kind = static_cast<OrientationKind>(row.kind);
        const OrientationSites of = orientation_sites(kind);
        const auto residue = [&](int m) { return m >= of.count - of.of_j ? row.residue_j : row.residue_i; };
        Vec3<float> at[4], g[4];
        for (int m = 0; m < 4; ++m)
            if (m < of.count) at[m] = w.site(residue(m), of.site[m]);
        const float e = factor * orientation_energy(kind, s.orientation_coefficients + k * orientation_bins, at, g);
        for (int m = 0; m < 4; ++m)
            if (m < of.count) add_force(w.force(residue(m), of.site[m]), factor * g[m]);
        if (kEnergies) energy.add(e);
    }
    if (kEnergies) energy.publish(w.energy + kOrientation);
}

}  // namespace prct::device
