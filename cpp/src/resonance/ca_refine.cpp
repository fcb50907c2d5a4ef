#include "prct/resonance/ca_refine.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/fire_pace.h"
#include "prct/physics/integer_noise.h"

namespace prct {

namespace {

/// Noise of mean 0 and variance 1.
class UnitNoise {
   public:
    explicit UnitNoise(std::uint64_t seed) : sum_(seed) {}

    double operator()(std::uint64_t step, std::uint64_t index) const {
        const double scale = 1.0 / std::sqrt(IntegerNoise::kVariance);
        return static_cast<double>(sum_(step, index)) * scale;
    }

   private:
    IntegerNoise sum_;
};

double ramp(double progress, double from) {
    if (progress <= from) return 0.0;
    return std::min(1.0, (progress - from) / (1.0 - from));
}

void require_finite(std::span<const Vec4> r, const std::string& stage) {
    for (std::size_t v = 0; v < r.size(); ++v)
        if (!std::isfinite(dot(r[v], r[v])))
            throw NumericsError("residue " + std::to_string(v) + " left the finite numbers while the CA trace was " +
                                stage + "; use a shorter step or smaller restraint weights");
}

}  // namespace

CaFieldPhase phase_at(double progress, const CaRefineOptions& o) {
    CaFieldPhase phase;
    // Geometric, so that the width spends as long between 20 and 10 Å as between 8 and 4.
    phase.loss_width_a = o.loss_width_start_a * std::pow(o.loss_width_end_a / o.loss_width_start_a, progress);
    phase.absence_scale = ramp(progress, o.absence_from);
    phase.flatten_k = o.flatten_end * progress * progress;
    return phase;
}

double damping(const CaRefineOptions& o) { return std::exp(-o.friction * o.step); }

double noise_spread(double progress, const CaRefineOptions& o) {
    const double damp = damping(o);
    return std::sqrt(o.temperature_start * (1.0 - progress) * (1.0 - damp * damp));
}

bool is_flat(std::int32_t step, const CaRefineOptions& o) {
    return o.fourth_noise_a <= 0.0 || (step > 0 && static_cast<double>(step - 1) / o.anneal_steps >= o.three_d_from);
}

std::vector<Vec4> in_four_dimensions(std::span<const double> start, std::size_t n, const CaRefineOptions& o) {
    if (start.size() != 3 * n)
        throw InputError("the start has " + std::to_string(start.size()) + " values; " + std::to_string(n) +
                         " residues need " + std::to_string(3 * n));
    const UnitNoise noise(o.seed);
    std::vector<Vec4> positions(n);
    for (std::size_t i = 0; i < n; ++i)
        positions[i] = {start[3 * i], start[3 * i + 1], start[3 * i + 2],
                        is_flat(0, o) ? 0.0 : o.fourth_noise_a * noise(~0ull, i)};
    return positions;
}

CaRefinement::CaRefinement(std::span<const std::int32_t> chain_starts, std::span<const double> start,
                           const std::vector<CaRestraint>& restraints, const CaRefineOptions& options)
    : field_(chain_starts, restraints, options.field), options_(options) {
    const std::size_t n = field_.size();
    state_.positions = in_four_dimensions(start, n, options);
    state_.velocities.resize(n);
    gradient_.resize(n);
    if (options_.anneal_steps <= 0) end_annealing();
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
    const UnitNoise noise(o.seed);
    const double damp = damping(o);
    const double progress = static_cast<double>(state_.step) / o.anneal_steps;
    field_.evaluate(r, phase_at(progress, o), gradient_);
    const bool flat_now = is_flat(state_.step + 1, o);
    if (flat_now && !is_flat(state_.step, o))
        for (std::size_t i = 0; i < r.size(); ++i) r[i].w = v[i].w = 0.0;
    const double kick = noise_spread(progress, o);
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
    state_.fire_mix = FirePace<double>::kMix;
    state_.downhill = 0;
    require_finite(state_.positions, "annealed");
}

void CaRefinement::evaluate() {
    if (!evaluated_) energy_ = field_.evaluate(state_.positions, phase_at(1.0, options_), gradient_);
    evaluated_ = true;
}

/// FIRE (fast inertial relaxation) at the final weights.
void CaRefinement::quench_step() {
    evaluate();
    auto &r = state_.positions, &v = state_.velocities;
    const auto& g = gradient_;
    FirePace<double> pace{state_.fire_step, state_.fire_mix, state_.downhill};
    double power = 0.0, vv = 0.0, gg = 0.0;
    for (std::size_t i = 0; i < r.size(); ++i) {
        power -= dot(g[i], v[i]);
        vv += dot(v[i], v[i]);
        gg += dot(g[i], g[i]);
    }
    if (power > 0.0 || state_.step == options_.anneal_steps) {
        const double turn = gg > 0.0 ? pace.mix * std::sqrt(vv / gg) : 0.0;
        for (std::size_t i = 0; i < r.size(); ++i) v[i] = (1.0 - pace.mix) * v[i] - turn * g[i];
        pace.go_on(2.0 * options_.step);
    } else {
        for (auto& x : v) x = {};
        pace.stop();
    }
    for (std::size_t i = 0; i < r.size(); ++i) {
        v[i] -= pace.step * g[i];
        r[i] += pace.step * v[i];
    }
    state_.fire_step = pace.step;
    state_.fire_mix = pace.mix;
    state_.downhill = pace.downhill;
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
