#include "prct/resonance/ca_fold.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/philox.h"
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
constexpr double kContactStiffness = 2.0, kDistanceStiffness = 10.0;  // kT_0/Å², the latter a residue
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

/// Contacts pull one by one; distances are many and share a stiffness a residue, so that the chain stays mobile.
double stiffness(std::span<const std::int32_t> chain_starts, std::size_t restraints, const CaFoldOptions& o) {
    if (!distances(o)) return kContactStiffness;
    const double residues = chain_starts.empty() ? 0.0 : chain_starts.back();
    return std::min(1.0, kDistanceStiffness * residues / static_cast<double>(std::max<std::size_t>(restraints, 1)));
}

CaRefineOptions refine_options(const CaFoldOptions& o, double restraint_k, std::int32_t round) {
    CaRefineOptions r;
    r.anneal_steps = o.anneal_steps;
    r.quench_steps = o.quench_steps;
    r.temperature_start = round == 0 ? kFirstTemperature : kLaterTemperature;
    r.seed = o.seed * 16 + round;
    r.field.cb_bisector_a = kAchiralCbA;
    r.field.restraint_k = restraint_k;
    r.field.loss = doubted(o) || distances(o) ? Loss::geman_mcclure : Loss::huber;
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

/// A chain of 3.8 Å steps in random directions.
std::vector<double> random_walk(std::size_t residues, std::uint64_t seed) {
    constexpr double kStepA = 3.8;
    std::vector<double> trace(3 * residues, 0.0);
    for (std::size_t v = 1; v < residues; ++v) {
        const Philox4 bits = philox(seed, v, 0);
        double step[4];
        normal_pair(bits.v[0], bits.v[1], step[0], step[1]);
        normal_pair(bits.v[2], bits.v[3], step[2], step[3]);
        const double length = std::sqrt(step[0] * step[0] + step[1] * step[1] + step[2] * step[2] + 1e-12);
        for (int k = 0; k < 3; ++k) trace[3 * v + k] = trace[3 * (v - 1) + k] + kStepA * step[k] / length;
    }
    return trace;
}

std::vector<double> embedded(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& restraints,
                             std::span<const double> length_a, std::span<const double> alpha, const CaFoldOptions& o) {
    if (!o.modes) return random_walk(chain_starts.back(), o.seed);
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

CaRefineOptions finish_options(const CaFoldOptions& o, double restraint_k) {
    CaRefineOptions r = refine_options(o, restraint_k, 0);
    r.seed = o.seed * 16 + 15;
    r.anneal_steps = o.finish_steps;
    r.temperature_start = kFinishTemperature;
    r.fourth_noise_a = 0.0;
    r.loss_width_start_a = r.loss_width_end_a;
    r.field.cb_bisector_a = kCbBisectorA;
    r.field.cb_normal_a = kCbNormalA;
    return r;
}

}  // namespace

CaFolding::CaFolding(std::vector<std::int32_t> chain_starts, std::vector<CaRestraint> restraints,
                     std::vector<double> length_a, std::vector<double> alpha, const CaFoldOptions& options)
    : chain_starts_(std::move(chain_starts)),
      restraints_(std::move(restraints)),
      length_a_(std::move(length_a)),
      given_alpha_(std::move(alpha)),
      options_(options) {
    check(restraints_, length_a_, given_alpha_);
    progress_.alpha = given_alpha_;
}

std::int32_t CaFolding::rounds() const { return doubted(options_) ? std::max(1, options_.rounds) : 1; }

bool CaFolding::finished() const { return progress_.stage >= rounds() + 2; }

CaRefinePlan CaFolding::plan(std::int32_t stage) {
    const std::int32_t finish = rounds();
    const double restraint_k = stiffness(chain_starts_, restraints_.size(), options_);
    if (stage == 0 && embedding_.empty())
        embedding_ = embedded(chain_starts_, restraints_, length_a_, given_alpha_, options_);
    return {chain_starts_,
            stage == 0            ? embedding_
            : stage == finish + 1 ? mirror(progress_.trace_a)
                                  : progress_.trace_a,
            weighted(restraints_, progress_.alpha, options_),
            stage < finish ? refine_options(options_, restraint_k, stage) : finish_options(options_, restraint_k)};
}

void CaFolding::begin_stage() {
    const CaRefinePlan next = plan(progress_.stage);
    refinement_.emplace(next.chain_starts, next.start, next.restraints, next.options);
}

std::vector<CaRefinePlan> CaFolding::ready() {
    std::vector<CaRefinePlan> plans;
    if (!finished()) plans.push_back(plan(progress_.stage));
    // The other hand's finish begins with the same trace.
    if (progress_.stage == rounds()) plans.push_back(plan(progress_.stage + 1));
    return plans;
}

bool CaFolding::begin_like(const CaFolding& other) {
    const auto residues_alike = [](const CaRestraint& a, const CaRestraint& b) { return a.i == b.i && a.j == b.j; };
    const CaFoldOptions &a = options_, &b = other.options_;
    if (!embedding_.empty() || other.embedding_.empty() || !a.modes || !b.modes || distances(a) != distances(b) ||
        a.doubt_path_a != b.doubt_path_a || chain_starts_ != other.chain_starts_ || length_a_ != other.length_a_ ||
        given_alpha_ != other.given_alpha_ || !std::ranges::equal(restraints_, other.restraints_, residues_alike))
        return false;
    embedding_ = other.embedding_;
    return true;
}

void CaFolding::take(CaRefineResult refined) {
    refinement_.reset();
    const std::int32_t stage = progress_.stage++, finish = rounds();
    if (stage == finish) {
        progress_.natural_a = std::move(refined.positions_a);
        progress_.energy = refined.energy;
    } else if (stage == finish + 1) {
        progress_.other_a = std::move(refined.positions_a);
        progress_.other_energy = refined.energy;
    } else {
        progress_.trace_a = std::move(refined.positions_a);
        if (doubted(options_) && stage < options_.rounds) {
            const ContactSupport support(chain_starts_, restraints_, kSpreadResidues);
            const auto bounds = weighted(restraints_, given_alpha_, options_);
            progress_.alpha = support.with_structure(saturation(bounds, progress_.trace_a));
        }
        if (stage + 1 == finish) settle_hand();
    }
}

void CaFolding::settle_hand() {
    const HandScore hand = hand_score(chain_starts_, progress_.trace_a);
    if (hand.score < 0.0) progress_.trace_a = mirror(progress_.trace_a);
    progress_.score = std::abs(hand.score);
    progress_.margin = std::abs(hand.margin);
}

void CaFolding::advance(std::int32_t steps) {
    while (steps > 0 && !finished()) {
        if (!refinement_) begin_stage();
        const std::int32_t before = refinement_->state().step;
        refinement_->advance(steps);
        // A stage costs at least one step, so that any number of steps comes to an end.
        steps -= std::max(1, refinement_->state().step - before);
        if (refinement_->finished()) take(refinement_->result());
    }
}

CaFoldState CaFolding::state() const {
    CaFoldState state = progress_;
    if (refinement_) state.refine = refinement_->state();
    return state;
}

void CaFolding::resume(CaFoldState state) {
    const std::size_t n = 3 * static_cast<std::size_t>(chain_starts_.back());
    const auto fits = [n](const std::vector<double>& x) { return x.empty() || x.size() == n; };
    if (state.stage < 0 || state.stage > rounds() + 2 || state.alpha.size() != restraints_.size() ||
        !fits(state.trace_a) || !fits(state.natural_a) || !fits(state.other_a) ||
        (state.stage > 0 && state.trace_a.empty()))
        throw InputError("the state of another fold: stage " + std::to_string(state.stage) + ", " +
                         std::to_string(state.alpha.size()) + " weights; start afresh");
    progress_ = std::move(state);
    refinement_.reset();
    if (progress_.refine.positions.empty() || finished()) return;
    begin_stage();
    refinement_->resume(std::move(progress_.refine));
    progress_.refine = {};
}

CaFoldResult CaFolding::result() const {
    const CaFoldState& p = progress_;
    return {p.natural_a, p.other_a, p.energy, p.other_energy, p.score, p.margin, p.alpha};
}

CaFoldResult fold_ca(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& restraints,
                     std::span<const double> length_a, std::span<const double> alpha, const CaFoldOptions& options) {
    CaFolding folding({chain_starts.begin(), chain_starts.end()}, restraints, {length_a.begin(), length_a.end()},
                      {alpha.begin(), alpha.end()}, options);
    while (!folding.finished()) folding.advance(std::numeric_limits<std::int32_t>::max());
    return folding.result();
}

}  // namespace prct
