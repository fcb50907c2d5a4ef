#include "prct/dynamics/minimize.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "prct/error.hpp"

namespace prct {

namespace {

double dot(std::span<const double> a, std::span<const double> b) {
    double s = 0;
    for (std::size_t k = 0; k < a.size(); ++k) s += a[k] * b[k];
    return s;
}

double largest(std::span<const double> a) {
    double m = 0;
    for (const double v : a) m = std::max(m, std::abs(v));
    return m;
}

double evaluate(const Objective& f, std::span<const double> x, std::span<double> g, MinimizeResult& result) {
    ++result.evaluations;
    const double e = f(x, g);
    if (!std::isfinite(e))
        throw NumericsError("the energy is not finite during the quench; check the restraints for contradictions");
    return e;
}

/// Eq. 27: the last iteration changed the energy by less than ε, and the forces that are left are below ε_F. Either
/// alone is met on the way: steps are short in narrow valleys, forces weak on long slopes.
bool at_rest(double change, double max_force, const MinimizeOptions& options) {
    return std::abs(change) < options.energy_tolerance && max_force < options.force_tolerance;
}

/// The pairs (s, y) of L-BFGS and the two-loop product with the inverse Hessian.
class History {
   public:
    void push(std::vector<double> s, std::vector<double> y) {
        const double sy = dot(s, y);
        // Pairs of non-positive curvature would spoil positive definiteness.
        if (sy <= 1e-12 * dot(y, y)) return;
        pairs_.push_back({std::move(s), std::move(y), 1.0 / sy});
        if (pairs_.size() > kMemory) pairs_.pop_front();
    }
    void clear() { pairs_.clear(); }
    bool empty() const { return pairs_.empty(); }

    void apply(std::vector<double>& q) const {
        std::vector<double> a(pairs_.size());
        for (std::size_t k = pairs_.size(); k-- > 0;) {
            a[k] = pairs_[k].rho * dot(pairs_[k].s, q);
            for (std::size_t m = 0; m < q.size(); ++m) q[m] -= a[k] * pairs_[k].y[m];
        }
        if (!pairs_.empty()) {
            const Pair& last = pairs_.back();
            const double gamma = 1.0 / (last.rho * dot(last.y, last.y));
            for (double& v : q) v *= gamma;
        }
        for (std::size_t k = 0; k < pairs_.size(); ++k) {
            const double b = pairs_[k].rho * dot(pairs_[k].y, q);
            for (std::size_t m = 0; m < q.size(); ++m) q[m] += (a[k] - b) * pairs_[k].s[m];
        }
    }

   private:
    static constexpr std::size_t kMemory = 12;
    struct Pair {
        std::vector<double> s, y;
        double rho;
    };
    std::deque<Pair> pairs_;
};

}  // namespace

MinimizeResult fire(const Objective& f, std::vector<double>& x, const MinimizeOptions& options, double max_step_a) {
    constexpr double kStart = 0.02, kLargest = 0.2, kGrow = 1.1, kShrink = 0.5, kMix = 0.1;
    constexpr int kDelay = 5;
    MinimizeResult result;
    std::vector<double> g(x.size()), v(x.size(), 0.0);
    double step = kStart, mix = kMix;
    int downhill = 0;
    result.energy = evaluate(f, x, g, result);
    while (!result.converged && result.evaluations < options.max_evaluations) {
        const double power = -dot(g, v);
        if (power > 0) {
            const double ratio = std::sqrt(dot(v, v) / std::max(dot(g, g), 1e-300));
            for (std::size_t k = 0; k < x.size(); ++k) v[k] = (1 - mix) * v[k] - mix * ratio * g[k];
            if (++downhill > kDelay) {
                step = std::min(step * kGrow, kLargest);
                mix *= 0.99;
            }
        } else {
            std::fill(v.begin(), v.end(), 0.0);
            step *= kShrink;
            mix = kMix;
            downhill = 0;
        }
        for (std::size_t k = 0; k < x.size(); ++k) {
            v[k] -= step * g[k];
            x[k] += std::clamp(step * v[k], -max_step_a, max_step_a);
        }
        const double before = result.energy;
        result.energy = evaluate(f, x, g, result);
        result.converged = at_rest(before - result.energy, largest(g), options);
    }
    result.max_force = largest(g);
    return result;
}

MinimizeResult lbfgs(const Objective& f, std::vector<double>& x, const MinimizeOptions& options, double max_step) {
    constexpr double kArmijo = 1e-4, kBacktrack = 0.5;
    constexpr int kTrials = 12;
    MinimizeResult result;
    std::vector<double> g(x.size()), next(x.size()), next_g(x.size()), direction;
    History history;
    result.energy = evaluate(f, x, g, result);
    while (!result.converged && result.evaluations < options.max_evaluations) {
        direction = g;
        history.apply(direction);
        for (double& d : direction) d = -d;
        double slope = dot(direction, g);
        if (slope >= 0) {
            history.clear();
            for (std::size_t k = 0; k < x.size(); ++k) direction[k] = -g[k];
            slope = -dot(g, g);
            if (slope == 0) {
                result.converged = true;
                break;
            }
        }
        double t = std::min(1.0, max_step / std::max(largest(direction), 1e-300));
        double energy = 0;
        bool accepted = false;
        for (int trial = 0; trial < kTrials && result.evaluations < options.max_evaluations; ++trial, t *= kBacktrack) {
            for (std::size_t k = 0; k < x.size(); ++k) next[k] = x[k] + t * direction[k];
            energy = evaluate(f, next, next_g, result);
            if ((accepted = energy <= result.energy + kArmijo * t * slope)) break;
        }
        if (!accepted) {
            if (history.empty()) {
                const bool all_tried = result.evaluations < options.max_evaluations;
                result.converged = all_tried && at_rest(0, largest(g), options);
                break;
            }
            history.clear();
            continue;
        }
        std::vector<double> s(x.size()), y(x.size());
        for (std::size_t k = 0; k < x.size(); ++k) {
            s[k] = next[k] - x[k];
            y[k] = next_g[k] - g[k];
        }
        history.push(std::move(s), std::move(y));
        const double change = result.energy - energy;
        x.swap(next);
        g.swap(next_g);
        result.energy = energy;
        result.converged = at_rest(change, largest(g), options);
    }
    result.max_force = largest(g);
    return result;
}

}  // namespace prct
