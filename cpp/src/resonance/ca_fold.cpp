#include "prct/resonance/ca_fold.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/resonance/contact_support.hpp"
#include "prct/resonance/hand.hpp"
#include "prct/resonance/modes.hpp"

namespace prct {

namespace {

/// All figures: chosen on training chains, docs/decisions (first fold).
constexpr double kAchiralCbA = 1.5;
constexpr double kCbBisectorA = 1.13, kCbNormalA = -0.93;  // means over 600 training chains
constexpr double kContactMarginA = 1.0;                    // the trace's CB is this much too free at the border of 8 Å
constexpr double kSpreadResidues = 2.0;
constexpr double kSaturationWidth2 = 30.0, kSaturationSlackA = 2.0;
constexpr double kFirstTemperature = 1.0, kLaterTemperature = 3.0, kFinishTemperature = 0.3;

bool doubted(const CaFoldOptions& o) { return o.evidence == Evidence::doubted_contacts; }
bool distances(const CaFoldOptions& o) { return o.evidence == Evidence::distances; }

void check(const std::vector<CaRestraint>& restraints, std::span<const double> length_a,
           std::span<const double> alpha) {
    if (length_a.size() != restraints.size() || alpha.size() != restraints.size())
        throw InputError("there are " + std::to_string(restraints.size()) + " restraints, but " +
                         std::to_string(length_a.size()) + " lengths and " + std::to_string(alpha.size()) +
                         " weights α; give one of each a restraint");
    for (std::size_t e = 0; e < alpha.size(); ++e)
        if (!(alpha[e] >= 0.0 && alpha[e] <= 1.0))
            throw InputError("α of restraint " + std::to_string(e) + " is " + std::to_string(alpha[e]) +
                             "; it lies in [0, 1]");
}

CaRefineOptions refine_options(const CaFoldOptions& o, std::int32_t round) {
    CaRefineOptions r;
    r.anneal_steps = o.anneal_steps;
    r.temperature_start = round == 0 ? kFirstTemperature : kLaterTemperature;
    r.seed = o.seed * 16 + round;
    r.field.cb_bisector_a = kAchiralCbA;
    r.field.restraint_k = distances(o) ? 1.0 : 2.0;
    r.field.loss = doubted(o) ? Loss::geman_mcclure : Loss::huber;
    const double usual = distances(o) ? 0.0 : o.evidence == Evidence::complete_contacts ? 2.0 : 0.3;
    r.field.absence_k = o.absence_k < 0.0 ? usual : o.absence_k;
    return r;
}

/// Bounds as the trace should meet them, weights with α.
std::vector<CaRestraint> weighted(std::vector<CaRestraint> restraints, std::span<const double> alpha,
                                  const CaFoldOptions& o) {
    double mean = 0.0;
    for (std::size_t e = 0; e < restraints.size(); ++e) {
        auto& c = restraints[e];
        if (distances(o)) {
            // Error of a few per cent: the short ones are the sharp ones.
            const double d = std::isfinite(c.upper_a) ? 0.5 * (c.lower_a + c.upper_a) : c.lower_a;
            c.weight /= 0.09 + 0.0025 * d * d;
            mean += c.weight / static_cast<double>(restraints.size());
        } else {
            c.upper_a = std::max(c.lower_a, c.upper_a - kContactMarginA);
        }
    }
    for (std::size_t e = 0; e < restraints.size(); ++e)
        restraints[e].weight *= (o.least_weight + (1.0 - o.least_weight) * alpha[e]) / (mean > 0.0 ? mean : 1.0);
    return restraints;
}

std::vector<double> embedded(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& restraints,
                             std::span<const double> length_a, std::span<const double> alpha, const CaFoldOptions& o) {
    std::vector<WeightedEdge> edges;
    for (std::size_t e = 0; e < restraints.size(); ++e) {
        const double doubt = distances(o) ? 0.0 : o.doubt_path_a * (1.0 - alpha[e]);
        // A bound that only keeps two residues apart is no way between them.
        if (std::isfinite(length_a[e])) edges.push_back({restraints[e].i, restraints[e].j, length_a[e] + doubt});
    }
    ModesOptions modes;
    modes.distances_known = distances(o);
    return embed_modes(chain_starts, edges, modes);
}

/// exp(-(d - upper)₊²/2σ²) of every contact in a trace (Eq. 19), by CA, hence with some slack.
std::vector<double> saturation(const std::vector<CaRestraint>& contacts, std::span<const double> trace) {
    std::vector<double> s;
    for (const auto& c : contacts) {
        double d2 = 0.0;
        for (int k = 0; k < 3; ++k) d2 += std::pow(trace[3 * c.i + k] - trace[3 * c.j + k], 2);
        const double excess = std::max(0.0, std::sqrt(d2) - c.upper_a - kSaturationSlackA);
        s.push_back(std::exp(-excess * excess / kSaturationWidth2));
    }
    return s;
}

CaRefineResult finish(std::span<const std::int32_t> chain_starts, std::span<const double> trace,
                      const std::vector<CaRestraint>& restraints, const CaFoldOptions& o) {
    CaRefineOptions r = refine_options(o, 0);
    r.seed = o.seed * 16 + 15;
    r.anneal_steps = o.finish_steps;
    r.temperature_start = kFinishTemperature;
    r.fourth_noise_a = 0.0;
    r.loss_width_start_a = r.loss_width_end_a;
    r.field.cb_bisector_a = kCbBisectorA;
    r.field.cb_normal_a = kCbNormalA;
    return refine_ca(chain_starts, trace, restraints, r);
}

}  // namespace

CaRefineResult sketch_ca(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& restraints,
                         std::span<const double> length_a, std::span<const double> alpha,
                         const CaFoldOptions& options) {
    check(restraints, length_a, alpha);
    const auto start = embedded(chain_starts, restraints, length_a, alpha, options);
    return refine_ca(chain_starts, start, weighted(restraints, alpha, options), refine_options(options, 0));
}

CaFoldResult fold_ca(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& restraints,
                     std::span<const double> length_a, std::span<const double> alpha, const CaFoldOptions& options) {
    CaFoldResult result;
    result.alpha.assign(alpha.begin(), alpha.end());
    auto trace = sketch_ca(chain_starts, restraints, length_a, alpha, options).positions_a;
    if (doubted(options)) {
        const ContactSupport support(chain_starts, restraints, kSpreadResidues);
        for (std::int32_t round = 1; round <= options.rounds; ++round) {
            result.alpha = support.with_structure(saturation(weighted(restraints, alpha, options), trace));
            if (round == options.rounds) break;
            trace = refine_ca(chain_starts, trace, weighted(restraints, result.alpha, options),
                              refine_options(options, round))
                        .positions_a;
        }
    }
    const HandScore hand = hand_score(chain_starts, trace);
    if (hand.score < 0.0) trace = mirror(trace);
    result.score = std::abs(hand.score);
    result.margin = std::abs(hand.margin);
    const auto last = weighted(restraints, result.alpha, options);
    auto natural = finish(chain_starts, trace, last, options);
    auto other = finish(chain_starts, mirror(trace), last, options);
    result.trace_a = std::move(natural.positions_a);
    result.other_a = std::move(other.positions_a);
    result.energy = natural.energy;
    result.other_energy = other.energy;
    return result;
}

}  // namespace prct
