#include "prct/resonance/ca_refine.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

/// Counter-based noise: mean 0, variance 1, the sum of four uniform 16-bit integers, so that every platform draws the
/// same.
class IntegerNoise {
   public:
    explicit IntegerNoise(std::uint64_t seed) : key_(mix(seed + 0x9E3779B97F4A7C15ull)) {}

    double operator()(std::uint64_t step, std::uint64_t index) const {
        const std::uint64_t bits = mix(key_ ^ mix(step * 0xD1B54A32D192ED03ull + index));
        std::int64_t sum = 0;
        for (int shift = 0; shift < 64; shift += 16) sum += static_cast<std::int64_t>((bits >> shift) & 0xFFFF);
        constexpr double kMean = 2.0 * 65535.0;
        // Variance of one uniform integer of 0..65535 is (65536² - 1)/12.
        const double kScale = 1.0 / std::sqrt(4.0 * (65536.0 * 65536.0 - 1.0) / 12.0);
        return (static_cast<double>(sum) - kMean) * kScale;
    }

   private:
    static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    std::uint64_t key_;
};

double ramp(double progress, double from) {
    if (progress <= from) return 0.0;
    return std::min(1.0, (progress - from) / (1.0 - from));
}

CaFieldPhase phase_at(double progress, const CaRefineOptions& o) {
    CaFieldPhase phase;
    // Geometric, so that the width spends as long between 20 and 10 Å as between 8 and 4.
    phase.loss_width_a = o.loss_width_start_a * std::pow(o.loss_width_end_a / o.loss_width_start_a, progress);
    phase.absence_scale = ramp(progress, o.absence_from);
    phase.flatten_k = o.flatten_end * progress * progress;
    return phase;
}

void require_finite(std::span<const Vec4> r, const std::string& stage) {
    for (std::size_t v = 0; v < r.size(); ++v)
        if (!std::isfinite(dot(r[v], r[v])))
            throw NumericsError("residue " + std::to_string(v) + " left the finite numbers while the CA trace was " +
                                stage + "; use a shorter step or smaller restraint weights");
}

/// Langevin motion with a falling temperature (velocity first, position after, noise folded into the velocity).
void anneal(CaField& field, std::vector<Vec4>& r, const CaRefineOptions& o) {
    const std::size_t n = r.size();
    std::vector<Vec4> v(n), g(n);
    const IntegerNoise noise(o.seed);
    const double damp = std::exp(-o.friction * o.step);
    bool flat = o.fourth_noise_a <= 0.0;
    for (std::size_t i = 0; i < n; ++i) r[i].w = flat ? 0.0 : o.fourth_noise_a * noise(~0ull, i);
    for (std::int32_t s = 0; s < o.anneal_steps; ++s) {
        const double progress = static_cast<double>(s) / o.anneal_steps;
        field.evaluate(r, phase_at(progress, o), g);
        if (!flat && progress >= o.three_d_from) {
            flat = true;
            for (std::size_t i = 0; i < n; ++i) r[i].w = v[i].w = 0.0;
        }
        const double kick = std::sqrt(o.temperature_start * (1.0 - progress) * (1.0 - damp * damp));
        for (std::size_t i = 0; i < n; ++i) {
            const Vec4 xi{noise(s, 4 * i), noise(s, 4 * i + 1), noise(s, 4 * i + 2), flat ? 0.0 : noise(s, 4 * i + 3)};
            v[i] = damp * (v[i] - o.step * g[i]) + kick * xi;
            if (flat) v[i].w = 0.0;
            r[i] += o.step * v[i];
        }
    }
    for (auto& p : r) p.w = 0.0;
    require_finite(r, "annealed");
}

/// FIRE (fast inertial relaxation) at the final weights.
double quench(CaField& field, std::vector<Vec4>& r, const CaRefineOptions& o) {
    constexpr double kMix = 0.1, kMixShrink = 0.99, kGrow = 1.1, kShrink = 0.5;
    constexpr int kPatience = 5;
    const std::size_t n = r.size();
    const auto phase = phase_at(1.0, o);
    std::vector<Vec4> v(n), g(n);
    double dt = 0.5 * o.step, mix = kMix;
    int downhill = 0;
    double energy = field.evaluate(r, phase, g);
    for (std::int32_t s = 0; s < o.quench_steps; ++s) {
        double power = 0.0, vv = 0.0, gg = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            power -= dot(g[i], v[i]);
            vv += dot(v[i], v[i]);
            gg += dot(g[i], g[i]);
        }
        if (power > 0.0 || s == 0) {
            const double turn = gg > 0.0 ? mix * std::sqrt(vv / gg) : 0.0;
            for (std::size_t i = 0; i < n; ++i) v[i] = (1.0 - mix) * v[i] - turn * g[i];
            if (++downhill > kPatience) {
                dt = std::min(dt * kGrow, 2.0 * o.step);
                mix *= kMixShrink;
            }
        } else {
            for (auto& x : v) x = {};
            dt *= kShrink;
            mix = kMix;
            downhill = 0;
        }
        for (std::size_t i = 0; i < n; ++i) {
            v[i] -= dt * g[i];
            r[i] += dt * v[i];
        }
        energy = field.evaluate(r, phase, g);
    }
    require_finite(r, "quenched");
    return energy;
}

}  // namespace

CaRefineResult refine_ca(std::span<const std::int32_t> chain_starts, std::span<const double> start,
                         const std::vector<CaRestraint>& restraints, const CaRefineOptions& options) {
    CaField field(chain_starts, restraints, options.field);
    const std::size_t n = field.size();
    if (start.size() != 3 * n)
        throw InputError("the start has " + std::to_string(start.size()) + " values; " + std::to_string(n) +
                         " residues need " + std::to_string(3 * n));
    std::vector<Vec4> r(n);
    for (std::size_t i = 0; i < n; ++i) r[i] = {start[3 * i], start[3 * i + 1], start[3 * i + 2], 0.0};
    anneal(field, r, options);
    CaRefineResult result;
    result.energy = quench(field, r, options);
    result.restraint_energy = field.restraint_energy();
    for (const auto& p : r) result.positions_a.insert(result.positions_a.end(), {p.x, p.y, p.z});
    return result;
}

}  // namespace prct
