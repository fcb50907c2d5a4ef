#include "prct/resonance/ca_field.hpp"

#include <algorithm>
#include <string>

#include "prct/error.hpp"
#include "prct/graph/shortest_paths.hpp"

namespace prct {

namespace {

/// Verlet skin: lists hold until some residue has moved half of it. Its width decides time alone: pairs stand in one
/// order whatever else is listed (3 to 7 Å measured; annealed residues move far, and the fastest decides).
constexpr double kSkinA = 6.0;
/// Fewer residues find their pairs sooner by two nested loops; the lists are the same.
constexpr std::int32_t kCellsFrom = 500;

/// Adds k(d - d0)² for one pair, returns its energy.
double add_spring(const Vec4& a, const Vec4& b, double k, double d0, Vec4& ga, Vec4& gb) {
    const PairShare<double> share = spring(a - b, k, d0);
    ga += share.gradient;
    gb -= share.gradient;
    return share.energy;
}

}  // namespace

void check_restraints(std::span<const CaRestraint> restraints, std::int32_t residues) {
    for (std::size_t k = 0; k < restraints.size(); ++k) {
        const auto& e = restraints[k];
        if (e.i < 0 || e.j < 0 || e.i >= residues || e.j >= residues || e.i == e.j || !(e.lower_a <= e.upper_a) ||
            !(e.weight >= 0.0))
            throw InputError("restraint " + std::to_string(k) + " between " + std::to_string(e.i) + " and " +
                             std::to_string(e.j) + " needs two different residues of 0.." +
                             std::to_string(residues - 1) + ", lower <= upper and a weight >= 0");
    }
}

CaField::CaField(std::span<const std::int32_t> chain_starts, std::vector<CaRestraint> restraints,
                 const CaFieldOptions& options)
    : n_(chain_starts.empty() ? 0 : chain_starts.back()), options_(options), restraints_(std::move(restraints)) {
    chain_.resize(n_);
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c)
        std::fill(chain_.begin() + chain_starts[c], chain_.begin() + chain_starts[c + 1], static_cast<std::int32_t>(c));
    check_restraints(restraints_, n_);
    for (const auto& e : restraints_)
        restrained_keys_.push_back(static_cast<std::int64_t>(std::min(e.i, e.j)) * n_ + std::max(e.i, e.j));
    std::ranges::sort(restrained_keys_);
    cb_.resize(n_);
    cb_gradient_.resize(n_);
}

bool CaField::restrained(std::int32_t i, std::int32_t j) const {
    return std::ranges::binary_search(restrained_keys_, static_cast<std::int64_t>(i) * n_ + j);
}

double CaField::evaluate(std::span<const Vec4> r, const CaFieldPhase& phase, std::span<Vec4> g) {
    const CbFrame<double> frame{options_.cb_bisector_a, options_.cb_normal_a};
    const auto inside = [&](std::int32_t v) {
        return v > 0 && v + 1 < n_ && chain_[v - 1] == chain_[v] && chain_[v + 1] == chain_[v];
    };
    for (std::int32_t v = 0; v < n_; ++v) {
        cb_[v] = inside(v) ? frame.place(r[v - 1], r[v], r[v + 1]) : r[v];
        cb_gradient_[v] = {};
        g[v] = {};
    }
    const double absence_k = options_.absence_k * phase.absence_scale;
    refresh_pairs(r, absence_k > 0.0);

    restraint_energy_ = restraint_terms(phase);
    double energy = restraint_energy_ + chain_terms(r, g) + repulsion_terms(r, g);
    if (absence_k > 0.0) energy += absence_terms(absence_k);
    for (std::int32_t v = 0; v < n_; ++v) {
        if (inside(v))
            frame.spread(r[v - 1], r[v], r[v + 1], cb_gradient_[v], g[v - 1], g[v], g[v + 1]);
        else
            g[v] += cb_gradient_[v];
    }
    for (std::int32_t v = 0; v < n_; ++v) {
        energy += phase.flatten_k * r[v].w * r[v].w;
        g[v].w += 2.0 * phase.flatten_k * r[v].w;
    }
    return energy;
}

double CaField::chain_terms(std::span<const Vec4> r, std::span<Vec4> g) const {
    double energy = 0.0;
    for (std::int32_t v = 0; v + 1 < n_; ++v) {
        if (chain_[v] != chain_[v + 1]) continue;
        energy += add_spring(r[v], r[v + 1], options_.bond_k, kChainBondA, g[v], g[v + 1]);
        if (v + 2 >= n_ || chain_[v] != chain_[v + 2]) continue;
        const double d = norm(r[v] - r[v + 2]);
        if (d < options_.angle_lower_a)
            energy += add_spring(r[v], r[v + 2], options_.angle_k, options_.angle_lower_a, g[v], g[v + 2]);
        else if (d > options_.angle_upper_a)
            energy += add_spring(r[v], r[v + 2], options_.angle_k, options_.angle_upper_a, g[v], g[v + 2]);
    }
    return energy;
}

double CaField::restraint_terms(const CaFieldPhase& phase) {
    double energy = 0.0;
    const double scale = options_.restraint_k;
    for (const auto& e : restraints_) {
        const Vec4 r = cb_[e.i] - cb_[e.j];
        const auto violation = violation_of(r, e.lower_a, e.upper_a);
        if (violation.by <= 0.0) continue;
        const auto [value, g] = violation_cost(r, violation, scale * e.weight, options_.loss, phase.loss_width_a);
        energy += value;
        cb_gradient_[e.i] += g;
        cb_gradient_[e.j] -= g;
    }
    return energy;
}

double CaField::repulsion_terms(std::span<const Vec4> r, std::span<Vec4> g) const {
    double energy = 0.0;
    const double limit2 = options_.repulsion_a * options_.repulsion_a;
    for (const auto& [i, j] : repulsion_pairs_) {
        const Vec4 d = r[i] - r[j];
        if (dot(d, d) < limit2)
            energy += add_spring(r[i], r[j], options_.repulsion_k, options_.repulsion_a, g[i], g[j]);
    }
    return energy;
}

double CaField::absence_terms(double k) {
    double energy = 0.0;
    const double limit2 = options_.absence_a * options_.absence_a;
    for (const auto& [i, j] : absence_pairs_) {
        const Vec4 d = cb_[i] - cb_[j];
        if (dot(d, d) < limit2)
            energy += add_spring(cb_[i], cb_[j], k, options_.absence_a, cb_gradient_[i], cb_gradient_[j]);
    }
    return energy;
}

void CaField::refresh_pairs(std::span<const Vec4> r, bool with_absence) {
    bool stale = listed_at_.empty() || (with_absence && !absence_listed_);
    for (std::int32_t v = 0; v < n_ && !stale; ++v) {
        const Vec4 moved = r[v] - listed_at_[v];
        stale = dot(moved, moved) > 0.25 * kSkinA * kSkinA;
    }
    if (!stale) return;
    listed_at_.assign(r.begin(), r.end());
    absence_listed_ = with_absence;
    repulsion_pairs_.clear();
    absence_pairs_.clear();
    // CB stays within its offset of CA, so that a CA list that is wider by both offsets holds every CB pair.
    const double offset = 2.0 * std::hypot(options_.cb_bisector_a, options_.cb_normal_a);
    const double cutoff_a =
        (with_absence ? std::max(options_.absence_a + offset, options_.repulsion_a) : options_.repulsion_a) + kSkinA;
    collect_pairs(r, cutoff_a, with_absence);
}

void CaField::collect_pairs(std::span<const Vec4> r, double cutoff_a, bool absence) {
    const double near2 = (options_.repulsion_a + kSkinA) * (options_.repulsion_a + kSkinA), far2 = cutoff_a * cutoff_a;
    const auto list = [&](std::int32_t i, std::int32_t j) {
        const Vec4 d = r[i] - r[j];
        const double d2 = dot(d, d);
        if (d2 >= far2) return;
        const bool same = chain_[i] == chain_[j];
        if (d2 < near2 && (!same || j - i >= 3)) repulsion_pairs_.push_back({i, j});
        if (absence && (!same || j - i >= options_.absence_separation) && !restrained(i, j))
            absence_pairs_.push_back({i, j});
    };
    if (n_ < kCellsFrom) {
        for (std::int32_t i = 0; i < n_; ++i)
            for (std::int32_t j = i + 1; j < n_; ++j) list(i, j);
    } else {
        // The fourth coordinate only adds to a distance.
        near_pairs_.visit(
            n_, cutoff_a,
            [&](std::int32_t i) {
                return Vec3<double>{r[i].x, r[i].y, r[i].z};
            },
            list);
    }
}

}  // namespace prct
