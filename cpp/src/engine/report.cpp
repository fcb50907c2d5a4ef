#include "prct/engine/report.hpp"

#include <algorithm>
#include <cmath>

#include "prct/energy/backbone_terms.hpp"
#include "prct/energy/restraint_terms.hpp"
#include "prct/resonance/edge_phases.hpp"
#include "prct/resonance/order_parameter.hpp"

namespace prct {

namespace {

/// Window of the local order parameter: a residue and three at either side, two turns of a helix.
constexpr int kOrderWindow = 7;

/// Φ of Eq. 14 over the angles that are defined; 1 where none is.
double order_of(const std::vector<double>& angles) {
    std::vector<double> defined;
    for (const double angle : angles)
        if (!std::isnan(angle)) defined.push_back(angle);
    return defined.empty() ? 1.0 : order_parameter<double>(defined);
}

/// Mean of Φ over the windows within each chain, ψ of whose last residue is undefined; 1 where there is no window.
double mean_local_order(const System& system, std::span<const double> psi) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t chain = 0; chain + 1 < system.chain_starts.size(); ++chain) {
        const auto first = system.chain_starts[chain], length = system.chain_starts[chain + 1] - first;
        for (const double phi : local_order_parameter(psi.subspan(first, length - 1), kOrderWindow)) sum += phi;
        count += length - 1;
    }
    return count ? sum / static_cast<double>(count) : 1.0;
}

/// Eqs. 14 and 15.
void describe_phases(const System& system, const Sites& sites, const State& state, std::size_t edges,
                     std::span<const double> tour, Report& r) {
    const Torsions t = backbone_torsions(system, sites);
    r.order_parameter = order_of(t.psi);
    r.order_parameter_phi = order_of(t.phi);
    r.local_order_parameter = mean_local_order(system, t.psi);
    if (edges == 0) return;
    std::vector<double> alpha;
    for (std::size_t e = 0; e < edges; ++e) alpha.push_back(system.restraints[e].weight * state.alpha[e]);
    const auto theta = std::span(state.theta).first(edges);
    r.edge_order_parameter = EdgePhases::order_parameter(alpha, theta);
    r.resonance = resonance_amplitude(system, alpha, theta, allowed_shares(system, t), tour);
}

/// Distance that the members of a group share, the r⁻⁶ mean.
double shared_distance(const std::vector<Restraint>& all, const RestraintRun& run, const Sites& sites) {
    double inverse6 = 0;
    for (std::size_t m = run.first; m < run.last; ++m) inverse6 += std::pow(restraint_distance(all[m], sites), -6.0);
    return std::pow(inverse6, -1.0 / 6.0);
}

/// Whether what the r⁻⁶ mean of one distance rounds to, within 1e-14 of it, is on the same side of both bounds.
bool decided(const Restraint& e, double d) {
    constexpr double kRounding = 1e-9;
    return std::abs(d - (e.upper_a + e.scale_a)) > kRounding * d &&
           std::abs(d - (e.lower_a - e.scale_a)) > kRounding * d;
}

std::vector<std::uint8_t> restraints_held(const System& system, const Sites& sites) {
    const auto& all = system.restraints;
    std::vector<std::uint8_t> held(all.size());
    for (std::size_t k = 0; k < all.size();) {
        const RestraintRun run = restraint_run(all, k);
        double d = restraint_distance(all[k], sites);
        if (run.last - run.first > 1 || !decided(all[k], d)) d = shared_distance(all, run, sites);
        for (; k < run.last; ++k)
            held[k] = d <= all[k].upper_a + all[k].scale_a && d >= all[k].lower_a - all[k].scale_a;
    }
    return held;
}

}  // namespace

std::vector<double> restraint_distances(const System& system, std::span<const double> positions) {
    Sites sites;
    build_sites(system, positions, sites);
    const auto& all = system.restraints;
    std::vector<double> d(all.size());
    for (std::size_t k = 0; k < all.size();) {
        const RestraintRun run = restraint_run(all, k);
        std::fill(d.begin() + run.first, d.begin() + run.last, shared_distance(all, run, sites));
        k = run.last;
    }
    return d;
}

Report describe(const System& system, const State& state, std::size_t edges, std::span<const double> tour) {
    Sites sites;
    build_sites(system, state.positions_a, sites);
    Report r;
    r.step = state.step;
    describe_phases(system, sites, state, edges, tour, r);
    r.held = restraints_held(system, sites);
    r.satisfied = static_cast<int>(std::count(r.held.begin(), r.held.end(), 1));
    return r;
}

}  // namespace prct
