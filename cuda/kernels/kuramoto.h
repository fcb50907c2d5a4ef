// Phase oscillators on a sparse graph (Eqs. 16, 19) on the device: a thread an oscillator.
//
// An oscillator is summed by one thread in the order of its neighbours, so that results do not depend on the launch.
// The graph is read once and streams past the caches; what is read again and again, (sin ϑ, cos ϑ), stays in them.
#pragma once

#include "kernels/team.h"
#include "prct/physics/kuramoto_rate.h"
#include "prct/physics/sincos.h"

namespace prct::device {

struct alignas(8) Phasor {
    float sine, cosine;
};

/// Two neighbours of an oscillator, fetched by one load.
struct alignas(16) EntryPair {
    std::int32_t column[2];
    float weight[2];
};

/// Rows in slices of a warp, so that its loads are of consecutive addresses. Rows of a slice have falling lengths: the
/// threads that have ended are neighbours, and what lies there is not fetched.
struct SlicedView {
    std::int32_t size;
    const EntryPair* entry;        ///< [slice][pair][row of the slice], an odd end filled with weight 0
    const long long* slice_start;  ///< [slices], in pairs
    const std::int32_t* length;    ///< [size] neighbours of each row
};

/// The phases that an evaluation reads, or that a stage leaves for the next one.
struct PhasorView {
    Phasor* unit;
    Phasor* seen;  ///< α times it, as neighbours see it; `unit` itself where α is 1
};

/// Everything that a launch may need; what it does not is null.
struct KuramotoTask {
    SlicedView rows;
    const float *frequency, *gain, *amplitude;
    PhasorView now, next;
    const float* phase;          ///< at the start of the step
    const float* sum;            ///< the phase at the start and what earlier stages have given
    float* out;                  ///< rate, support, or the sum with this stage's
    float sum_step, trial_step;  ///< step times the weights b and a of the stage
    std::int32_t last_stage, unused;
};

PRCT_DEVICE Phasor phasor_of(float phase) {
    if (std::abs(phase) <= SinCosTable<float>::limit) {
        const SinCos<float> value = sincos_reduced(phase);
        return {value.sin, value.cos};
    }
    return {std::sin(phase), std::cos(phase)};
}

PRCT_DEVICE void keep_phasor(const KuramotoTask& t, const PhasorView& to, int i, float phase) {
    const Phasor unit = phasor_of(phase);
    to.unit[i] = unit;
    if (t.amplitude) to.seen[i] = {t.amplitude[i] * unit.sine, t.amplitude[i] * unit.cosine};
}

/// The graph is read once in a launch.
PRCT_DEVICE EntryPair fetch_once(const EntryPair* at) {
    const int4 bits = __ldcs(reinterpret_cast<const int4*>(at));
    return {{bits.x, bits.y}, {__int_as_float(bits.z), __int_as_float(bits.w)}};
}

/// No launch writes the phasors that it gathers.
PRCT_DEVICE Phasor fetch_phasor(const Phasor* at) {
    const float2 both = __ldg(reinterpret_cast<const float2*>(at));
    return {both.x, both.y};
}

/// Pairs of neighbours on their way at a time.
constexpr int kPairsAhead = 2;

/// Σ K α sin ϑ' and Σ K α cos ϑ' of one row.
PRCT_DEVICE PhaseField<float> sum_row(const SlicedView& rows, const Phasor* seen, int i) {
    const int pairs = (rows.length[i] + 1) / 2;
    const EntryPair* at = rows.entry + rows.slice_start[i / kWarp] + i % kWarp;
    PhaseField<float> sum{0, 0};
    for (int k = 0; k < pairs; k += kPairsAhead, at += kPairsAhead * kWarp) {
        EntryPair entry[kPairsAhead];
        for (int a = 0; a < kPairsAhead; ++a)
            entry[a] = k + a < pairs ? fetch_once(at + a * kWarp) : EntryPair{{i, i}, {0, 0}};
        Phasor other[kPairsAhead][2];
        for (int a = 0; a < kPairsAhead; ++a)
            for (int b = 0; b < 2; ++b) other[a][b] = fetch_phasor(seen + entry[a].column[b]);
        for (int a = 0; a < kPairsAhead; ++a)
            for (int b = 0; b < 2; ++b) {
                sum.sine += entry[a].weight[b] * other[a][b].sine;
                sum.cosine += entry[a].weight[b] * other[a][b].cosine;
            }
    }
    return sum;
}

/// Eq. 16 without noise.
PRCT_DEVICE float rate_of(const KuramotoTask& t, int i) {
    const PhaseField<float> field = sum_row(t.rows, t.now.seen, i);
    const Phasor own = fetch_phasor(t.now.unit + i);
    return kuramoto_rate(t.frequency[i], t.gain[i], own.sine, own.cosine, field);
}

/// Calls visit(i) for every oscillator, by the threads of the launch.
template <class Visit>
PRCT_DEVICE void each_oscillator(const KuramotoTask& t, Visit&& visit) {
    const GridTeam team;
    for (int i = team.rank(); i < t.rows.size; i += team.size()) visit(i);
}

PRCT_DEVICE void fill_phasors(const KuramotoTask& t) {
    each_oscillator(t, [&](int i) { keep_phasor(t, t.now, i, t.phase[i]); });
}

PRCT_DEVICE void write_rates(const KuramotoTask& t) {
    each_oscillator(t, [&](int i) { t.out[i] = rate_of(t, i); });
}

/// Eq. 19.
PRCT_DEVICE void write_support(const KuramotoTask& t) {
    each_oscillator(t, [&](int i) {
        const PhaseField<float> field = sum_row(t.rows, t.now.seen, i);
        const Phasor own = fetch_phasor(t.now.unit + i);
        t.out[i] = phase_support(own.sine, own.cosine, field);
    });
}

/// One stage of a Runge-Kutta step whose stages build on the one before only (Euler, the classical method of order 4).
PRCT_DEVICE void advance_stage(const KuramotoTask& t) {
    each_oscillator(t, [&](int i) {
        const float rate = rate_of(t, i);
        const float sum = t.sum[i] + t.sum_step * rate;
        t.out[i] = sum;
        keep_phasor(t, t.next, i, t.last_stage ? sum : t.phase[i] + t.trial_step * rate);
    });
}

}  // namespace prct::device
