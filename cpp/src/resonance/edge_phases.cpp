#include "prct/resonance/edge_phases.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <tuple>

#include "prct/physics/edge_oscillator.h"
#include "prct/physics/torus.h"

namespace prct {

namespace {

/// Beyond this many s the coupling of Eq. 18 is left out (e^-4.5).
constexpr double kCouplingReach = 3.0;

/// Weights of the restraints as shares of the largest.
std::vector<double> relative_weights(std::span<const Restraint> restraints) {
    std::vector<double> share;
    for (const auto& r : restraints) share.push_back(r.weight);
    const double largest = share.empty() ? 0.0 : *std::max_element(share.begin(), share.end());
    for (double& w : share) w = largest > 0 ? w / largest : 1.0;
    return share;
}

struct Span {
    int first, last;
};

/// Residues within `reach` of `residue` in its chain: contacts of other chains are no neighbours in the contact plane,
/// however near their numbers are.
Span within_chain(const System& system, int residue, int reach) {
    const int chain = system.chain_of(residue);
    return {std::max(system.chain_starts[chain], residue - reach),
            std::min(system.chain_starts[chain + 1] - 1, residue + reach)};
}

}  // namespace

EdgeGraph edge_graph(const System& system, double spread, double line_weight, std::size_t edges) {
    const auto r = std::span(system.restraints).first(edges);
    const int reach = static_cast<int>(std::floor(kCouplingReach * spread));
    const auto low = [&](std::size_t e) { return std::min(r[e].residue_i, r[e].residue_j); };
    const auto high = [&](std::size_t e) { return std::max(r[e].residue_i, r[e].residue_j); };
    std::vector<std::int32_t> order(r.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](int a, int b) { return std::tuple(low(a), high(a), a) < std::tuple(low(b), high(b), b); });
    std::vector<std::size_t> row(system.size() + 1, 0);
    for (std::size_t e = 0; e < r.size(); ++e) ++row[low(e) + 1];
    std::partial_sum(row.begin(), row.end(), row.begin());

    EdgeGraph g;
    g.offsets.push_back(0);
    for (std::size_t e = 0; e < r.size(); ++e) {
        const int i = low(e), j = high(e);
        const Span near_i = within_chain(system, i, reach), near_j = within_chain(system, j, reach);
        for (int k = near_i.first; k <= near_i.last; ++k) {
            const auto end = order.begin() + row[k + 1];
            auto at = std::lower_bound(order.begin() + row[k], end, near_j.first,
                                       [&](int a, int value) { return high(a) < value; });
            for (; at != end && high(*at) <= near_j.last; ++at) {
                if (static_cast<std::size_t>(*at) == e) continue;
                const double di = k - i, dj = high(*at) - j;
                const double coupling = std::exp(-(di * di + dj * dj) / (2 * spread * spread));  // Eq. 18
                g.neighbours.push_back(*at);
                g.coupling.push_back(coupling);
                g.support.push_back(std::abs(di) == std::abs(dj) ? line_weight * coupling : coupling);
            }
        }
        g.offsets.push_back(static_cast<std::int64_t>(g.neighbours.size()));
    }
    return g;
}

EdgeConstants<double> edge_constants(const ResonanceOptions& options) {
    return {options.frequency_ps, options.distance_a,  options.coupling, options.anchor,
            options.half_support, options.alpha_floor, options.reach_a,  options.step_ps};
}

EdgePhases::EdgePhases(const System& system, const ResonanceOptions& options)
    : EdgePhases(system, options, system.restraints.size()) {}

EdgePhases::EdgePhases(const System& system, const ResonanceOptions& options, std::size_t edges)
    : system_(system),
      options_(options),
      graph_(edge_graph(system, options.spread_residues, options.line_weight, edges)) {
    for (std::size_t e = 0; e + 1 < graph_.offsets.size(); ++e) {
        double sum = 0;
        for (auto k = graph_.offsets[e]; k < graph_.offsets[e + 1]; ++k) sum += graph_.coupling[k];
        total_coupling_.push_back(sum);
    }
}

void EdgePhases::detuning(std::span<const double> distances, std::vector<double>& omega) const {
    omega.resize(distances.size());
    const EdgeConstants<double> k = edge_constants(options_);
    for (std::size_t e = 0; e < omega.size(); ++e)
        omega[e] = edge_detuning(edge_excess(distances[e], system_.restraints[e].upper_a), k);
}

void EdgePhases::rates(std::span<const double> omega, std::span<const double> weight, std::span<const double> theta,
                       double anchor, std::vector<double>& rate) const {
    const std::size_t n = theta.size();
    const EdgeConstants<double> k = edge_constants(options_);
    std::vector<double> s(n), c(n);
    for (std::size_t e = 0; e < n; ++e) {
        s[e] = std::sin(theta[e]);
        c[e] = std::cos(theta[e]);
    }
    rate.resize(n);
    for (std::size_t e = 0; e < n; ++e) {
        PhaseField<double> field{0, 0};
        for (auto m = graph_.offsets[e]; m < graph_.offsets[e + 1]; ++m) {
            const auto other = graph_.neighbours[m];
            field.sine += graph_.coupling[m] * weight[other] * s[other];
            field.cosine += graph_.coupling[m] * weight[other] * c[other];
        }
        rate[e] = edge_rate(omega[e], total_coupling_[e], anchor, s[e], c[e], field, k);
    }
}

void EdgePhases::advance(std::span<const double> rate, std::span<double> theta) const {
    for (std::size_t e = 0; e < theta.size(); ++e) theta[e] = wrap_phase(theta[e] + options_.step_ps * rate[e]);
}

void EdgePhases::support(std::span<const double> weight, std::span<const double> theta,
                         std::vector<double>& out) const {
    const std::size_t n = theta.size();
    std::vector<double> s(n), c(n);
    for (std::size_t e = 0; e < n; ++e) {
        s[e] = std::sin(theta[e]);
        c[e] = std::cos(theta[e]);
    }
    out.assign(n, 0.0);
    for (std::size_t e = 0; e < n; ++e) {
        double sum = 0;
        for (auto k = graph_.offsets[e]; k < graph_.offsets[e + 1]; ++k) {
            const auto other = graph_.neighbours[k];
            sum += graph_.support[k] * weight[other] * phase_agreement(s[e], c[e], s[other], c[other]);
        }
        out[e] = sum;  // Eq. 19
    }
}

std::vector<double> EdgePhases::patch_support(std::span<const double> support) const {
    std::vector<double> own, all;
    for (const double s : support) own.push_back(std::log(std::max(0.0, s) + options_.support_offset));
    for (std::size_t e = 0; e < own.size(); ++e) {
        double around = 0;
        for (auto k = graph_.offsets[e]; k < graph_.offsets[e + 1]; ++k)
            around += graph_.coupling[k] * own[graph_.neighbours[k]];
        around = total_coupling_[e] > 0 ? around / total_coupling_[e] : std::log(options_.support_offset);
        all.push_back(std::exp((1 - options_.patch_share) * own[e] + options_.patch_share * around));
    }
    return all;
}

SettledPhases EdgePhases::settle(std::span<const double> distances, int steps) const {
    const std::size_t n = distances.size();
    const std::vector<double> given = relative_weights(std::span(system_.restraints).first(n));
    SettledPhases out{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)};
    std::vector<double> omega, rate, s;
    detuning(distances, omega);
    const int lead_in = options_.phases ? steps / 3 : 0;
    const int last = options_.phases ? std::max(steps, lead_in + 1) : 1;
    for (int k = 0; k < last; ++k) {
        if (options_.phases) rates(omega, given, out.theta, 0.0, rate);
        if (k >= lead_in) {
            support(given, out.theta, s);
            const double share = 1.0 / (last - lead_in);
            for (std::size_t e = 0; e < n; ++e) {
                out.support[e] += share * s[e];
                if (options_.phases) out.frequency_ps[e] += share * rate[e] / (2 * std::numbers::pi);
            }
        }
        if (options_.phases) advance(rate, out.theta);
    }
    const auto patch = patch_support(out.support);
    for (std::size_t e = 0; e < n; ++e) {
        const double needed = options_.settled_support * std::exp(out.frequency_ps[e] / options_.frequency_ps);
        out.alpha[e] = 1 / (1 + std::pow(patch[e] / needed, -options_.sharpness));
    }
    return out;
}

void EdgePhases::update(std::span<const double> distances, std::span<double> alpha, std::span<double> theta) const {
    std::vector<double> omega, s, sat(distances.size());
    detuning(distances, omega);
    const EdgeConstants<double> k = edge_constants(options_);
    for (std::size_t e = 0; e < sat.size(); ++e)
        sat[e] = edge_saturation(edge_excess(distances[e], system_.restraints[e].upper_a), k);
    if (options_.phases) {
        std::vector<double> rate;
        rates(omega, sat, theta, options_.anchor, rate);
        advance(rate, theta);
    }
    support(sat, theta, s);
    for (std::size_t e = 0; e < s.size(); ++e) alpha[e] = edge_alpha(sat[e], s[e], k);
}

double EdgePhases::order_parameter(std::span<const double> alpha, std::span<const double> theta) {
    double c = 0, s = 0, total = 0;
    for (std::size_t e = 0; e < alpha.size(); ++e) {
        c += alpha[e] * std::cos(theta[e]);
        s += alpha[e] * std::sin(theta[e]);
        total += alpha[e];
    }
    return total > 0 ? (c * c + s * s) / (total * total) : 1.0;
}

}  // namespace prct
