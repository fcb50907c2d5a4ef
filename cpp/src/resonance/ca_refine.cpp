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

constexpr double kFireMix = 0.1;

}  // namespace

CaRefinement::CaRefinement(std::span<const std::int32_t> chain_starts, std::span<const double> start,
                           const std::vector<CaRestraint>& restraints, const CaRefineOptions& options)
    : field_(chain_starts, restraints, options.field), options_(options) {
    const std::size_t n = field_.size();
    if (start.size() != 3 * n)
        throw InputError("the start has " + std::to_string(start.size()) + " values; " + std::to_string(n) +
                         " residues need " + std::to_string(3 * n));
    const IntegerNoise noise(options.seed);
    state_.positions.resize(n);
    state_.velocities.resize(n);
    gradient_.resize(n);
    for (std::size_t i = 0; i < n; ++i)
        state_.positions[i] = {start[3 * i], start[3 * i + 1], start[3 * i + 2],
                               flat(0) ? 0.0 : options.fourth_noise_a * noise(~0ull, i)};
    if (options_.anneal_steps <= 0) end_annealing();
}

bool CaRefinement::flat(std::int32_t step) const {
    return options_.fourth_noise_a <= 0.0 ||
           (step > 0 && static_cast<double>(step - 1) / options_.anneal_steps >= options_.three_d_from);
}

void CaRefinement::resume(CaRefineState state) {
    if (state.positions.size() != gradient_.size() || state.velocities.size() != gradient_.size() || state.step < 0 ||
        state.step > total_steps())
        throw InputError("the state of a refinement has " + std::to_string(state.positions.size()) +
                         " residues at step " + std::to_string(state.step) + "; here are " +
                         std::to_string(gradient_.size()) + " and " + std::to_string(total_steps()) + " steps");
    state_ = std::move(state);
    evaluated_ = false;
}

void CaRefinement::advance(std::int32_t steps) {
    for (; steps > 0 && !finished(); --steps) {
        if (state_.step < options_.anneal_steps)
            anneal_step();
        else
            quench_step();
        if (++state_.step == options_.anneal_steps) end_annealing();
    }
}

/// Langevin motion with a falling temperature (velocity first, position after, noise folded into the velocity).
void CaRefinement::anneal_step() {
    const CaRefineOptions& o = options_;
    auto &r = state_.positions, &v = state_.velocities;
    const IntegerNoise noise(o.seed);
    const double damp = std::exp(-o.friction * o.step);
    const double progress = static_cast<double>(state_.step) / o.anneal_steps;
    field_.evaluate(r, phase_at(progress, o), gradient_);
    const bool flat_now = flat(state_.step + 1);
    if (flat_now && !flat(state_.step))
        for (std::size_t i = 0; i < r.size(); ++i) r[i].w = v[i].w = 0.0;
    const double kick = std::sqrt(o.temperature_start * (1.0 - progress) * (1.0 - damp * damp));
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto draw = [&](int axis) { return noise(state_.step, 4 * i + axis); };
        const Vec4 xi{draw(0), draw(1), draw(2), flat_now ? 0.0 : draw(3)};
        v[i] = damp * (v[i] - o.step * gradient_[i]) + kick * xi;
        if (flat_now) v[i].w = 0.0;
        r[i] += o.step * v[i];
    }
    evaluated_ = false;
}

void CaRefinement::end_annealing() {
    for (auto& p : state_.positions) p.w = 0.0;
    for (auto& v : state_.velocities) v = {};
    state_.fire_step = 0.5 * options_.step;
    state_.fire_mix = kFireMix;
    state_.downhill = 0;
    require_finite(state_.positions, "annealed");
}

void CaRefinement::evaluate() {
    if (!evaluated_) energy_ = field_.evaluate(state_.positions, phase_at(1.0, options_), gradient_);
    evaluated_ = true;
}

/// FIRE (fast inertial relaxation) at the final weights.
void CaRefinement::quench_step() {
    constexpr double kMixShrink = 0.99, kGrow = 1.1, kShrink = 0.5;
    constexpr int kPatience = 5;
    evaluate();
    auto &r = state_.positions, &v = state_.velocities;
    const auto& g = gradient_;
    double& dt = state_.fire_step;
    double& mix = state_.fire_mix;
    double power = 0.0, vv = 0.0, gg = 0.0;
    for (std::size_t i = 0; i < r.size(); ++i) {
        power -= dot(g[i], v[i]);
        vv += dot(v[i], v[i]);
        gg += dot(g[i], g[i]);
    }
    if (power > 0.0 || state_.step == options_.anneal_steps) {
        const double turn = gg > 0.0 ? mix * std::sqrt(vv / gg) : 0.0;
        for (std::size_t i = 0; i < r.size(); ++i) v[i] = (1.0 - mix) * v[i] - turn * g[i];
        if (++state_.downhill > kPatience) {
            dt = std::min(dt * kGrow, 2.0 * options_.step);
            mix *= kMixShrink;
        }
    } else {
        for (auto& x : v) x = {};
        dt *= kShrink;
        mix = kFireMix;
        state_.downhill = 0;
    }
    for (std::size_t i = 0; i < r.size(); ++i) {
        v[i] -= dt * g[i];
        r[i] += dt * v[i];
    }
    evaluated_ = false;
    evaluate();
}

CaRefineResult CaRefinement::result() {
    evaluate();
    require_finite(state_.positions, "quenched");
    CaRefineResult result;
    result.energy = energy_;
    result.restraint_energy = field_.restraint_energy();
    for (const auto& p : state_.positions) result.positions_a.insert(result.positions_a.end(), {p.x, p.y, p.z});
    return result;
}

CaRefineResult refine_ca(std::span<const std::int32_t> chain_starts, std::span<const double> start,
                         const std::vector<CaRestraint>& restraints, const CaRefineOptions& options) {
    CaRefinement refinement(chain_starts, start, restraints, options);
    refinement.advance(refinement.total_steps());
    return refinement.result();
}

}  // namespace prct
