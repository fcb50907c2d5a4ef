#include "restraint_kernel.hpp"

#include <numeric>

#include "prct/base/vector_math.hpp"
#include "prct/physics/contact_term.h"
#include "prct/physics/spline_term.h"

namespace prct {

namespace {

/// Neighbours in the list share residues; taking every so-many-th keeps updates of one residue apart, so that they need
/// not wait for each other.
constexpr std::size_t kStride = 37;

std::vector<std::size_t> spread_out(std::size_t count) {
    std::vector<std::size_t> order;
    for (std::size_t start = 0; start < kStride; ++start)
        for (std::size_t k = start; k < count; k += kStride) order.push_back(k);
    return order;
}

std::int32_t place_i(const Restraint& r) { return packed_site(r.residue_i, r.site_i); }
std::int32_t place_j(const Restraint& r) { return packed_site(r.residue_j, r.site_j); }

}  // namespace

template <class Real>
RestraintKernel<Real>::RestraintKernel(const System& system, const Blocks& blocks)
    : system_(system), blocks_(blocks.count()) {
    const auto& all = system.restraints;
    std::vector<RestraintRun> runs;
    for (std::size_t k = 0; k < all.size(); k = runs.back().last) runs.push_back(restraint_run(all, k));
    for (const std::size_t k : spread_out(runs.size())) {
        const Restraint& r = all[runs[k].first];
        Block& block = blocks_[blocks.block_of(std::min(r.residue_i, r.residue_j))];
        const auto source = static_cast<std::int32_t>(runs[k].first);
        for (std::size_t m = runs[k].first; m < runs[k].last; ++m) {
            block.low = std::min({block.low, all[m].residue_i, all[m].residue_j});
            block.high = std::max({block.high, all[m].residue_i, all[m].residue_j});
        }
        if (runs[k].last - runs[k].first > 1) {
            block.groups.push_back(runs[k]);
        } else if (r.spline >= 0) {
            block.splines.push_back({place_i(r), place_j(r), source, 0});
        } else {
            block.bounds.pairs.add(place_i(r), place_j(r));
            block.bounds.source.push_back(source);
        }
    }
    for (Block& block : blocks_) {
        Bounds& b = block.bounds;
        b.pairs.pad(packed_site(system.size(), 0));
        const std::size_t padded = b.pairs.a.size();
        b.lower.resize(padded), b.upper.resize(padded), b.inverse_scale.resize(padded), b.weight.resize(padded);
        b.factor.resize(padded);
        for (std::size_t k = 0; k < b.source.size(); ++k) {
            const Restraint& r = all[b.source[k]];
            b.lower[k] = static_cast<Real>(r.lower_a);
            b.upper[k] = static_cast<Real>(r.upper_a);
            b.inverse_scale[k] = static_cast<Real>(1.0 / r.scale_a);
            b.weight[k] = static_cast<Real>(r.weight);
        }
    }
}

template <class Real>
void RestraintKernel<Real>::touch(int block, BlockGradient<Real>& out) const {
    const Block& b = blocks_[block];
    if (b.low > b.high) return;
    out.touch(b.low);
    out.touch(b.high);
}

template <class Real>
std::size_t RestraintKernel<Real>::count(int block) const {
    const Block& b = blocks_[block];
    return b.bounds.source.size() + b.splines.size() + b.groups.size();
}

template <class Real>
double RestraintKernel<Real>::add(int block, const TermScales& scales, std::span<const double> alpha,
                                  const SiteArrays& sites, const std::vector<Real>& packed, std::vector<Real>& out) {
    const double factor = system_.force_field.contact * scales.factor[kContact];
    if (factor == 0) return 0;
    Block& b = blocks_[block];
    double energy = add_bounds(b.bounds, scales, alpha, packed, out);
    energy += add_splines(b, factor, alpha, packed, out);
    for (const RestraintRun& run : b.groups) energy += add_group(run, scales, alpha, sites, out);
    return energy;
}

template <class Real>
double RestraintKernel<Real>::add_bounds(Bounds& b, const TermScales& scales, std::span<const double> alpha,
                                         const std::vector<Real>& packed, std::vector<Real>& out) const {
    const ForceField& ff = system_.force_field;
    const Real factor = static_cast<Real>(ff.contact * scales.factor[kContact]);
    for (std::size_t k = 0; k < b.source.size(); ++k)
        b.factor[k] = factor * b.weight[k] * (alpha.empty() ? Real(1) : static_cast<Real>(alpha[b.source[k]]));
    const Real *lower = b.lower.data(), *upper = b.upper.data(), *scale = b.inverse_scale.data();
    const Real* weight = b.factor.data();
    const Real huber = static_cast<Real>(ff.huber_delta), log_c = static_cast<Real>(ff.log_c);
    const auto saturation = static_cast<Real>(scales.saturation);
    const auto law = [&](auto&& log_spread) {
        return [=](std::size_t k, Real r2, Real& f) {
            const Real r = std::sqrt(r2 > Real(1e-12) ? r2 : Real(1e-12));
            Real slope;
            const Real loss =
                robust_loss(violation(r, lower[k], upper[k]) * scale[k], saturation, huber, log_c, slope, log_spread);
            f = weight[k] * slope * scale[k] / r;
            return weight[k] * loss;
        };
    };
    if (saturation == 0) return add_central_pairs(b.pairs, packed, out, law([](Real) { return Real(0); }));
    return add_central_pairs(b.pairs, packed, out, law([](Real x) { return vector_math::log(x); }));
}

template <class Real>
double RestraintKernel<Real>::add_splines(Block& block, double factor, std::span<const double> alpha,
                                          const std::vector<Real>& packed, std::vector<Real>& out) const {
    double energy = 0;
    for (Spline& s : block.splines) {
        Real d[3], r2 = 0;
        for (int axis = 0; axis < 3; ++axis) {
            d[axis] = packed[s.a + axis * kSiteLanes] - packed[s.b + axis * kSiteLanes];
            r2 += d[axis] * d[axis];
        }
        const double r = std::sqrt(std::max(1e-12, static_cast<double>(r2)));
        const DistanceSpline& spline = system_.splines[system_.restraints[s.source].spline];
        const double weight = factor * system_.restraints[s.source].weight * (alpha.empty() ? 1.0 : alpha[s.source]);
        double slope;
        energy += weight * spline_energy(spline.knots_a.data(), spline.values.data(), spline.slopes.data(),
                                         static_cast<int>(spline.knots_a.size()), r, slope, s.interval);
        const auto f = static_cast<Real>(weight * slope / r);
        for (int axis = 0; axis < 3; ++axis) {
            out[s.a + axis * kSiteLanes] += f * d[axis];
            out[s.b + axis * kSiteLanes] -= f * d[axis];
        }
    }
    return energy;
}

template <class Real>
double RestraintKernel<Real>::add_group(const RestraintRun& run, const TermScales& scales,
                                        std::span<const double> alpha, const SiteArrays& sites,
                                        std::vector<Real>& out) const {
    const auto& all = system_.restraints;
    const auto between = [&](const Restraint& r) {
        return sites.at(r.residue_i, r.site_i) - sites.at(r.residue_j, r.site_j);
    };
    const auto squared = [&](const Vec3<double>& v) { return std::max(1e-12, norm2(v)); };
    double inverse6 = 0, weight = 0;
    for (std::size_t m = run.first; m < run.last; ++m) {
        const double r2 = squared(between(all[m]));
        inverse6 += 1.0 / (r2 * r2 * r2);
        weight = std::max(weight, all[m].weight * (alpha.empty() ? 1.0 : alpha[m]));
    }
    const double d = 1.0 / std::sqrt(std::cbrt(inverse6));
    double slope;
    const double loss = restraint_loss(system_, all[run.first], d, scales.saturation, slope);
    weight *= system_.force_field.contact * scales.factor[kContact];
    const double common = weight * slope * std::pow(d, 7);
    if (common == 0) return weight * loss;
    for (std::size_t m = run.first; m < run.last; ++m) {
        const Vec3<double> v = between(all[m]);
        const double r2 = squared(v), inverse2 = 1.0 / r2;
        // ∂d/∂d_m = (d/d_m)⁷
        const double f = common * (inverse2 * inverse2) * (inverse2 * inverse2);
        const std::int32_t a = place_i(all[m]), b = place_j(all[m]);
        const double pull[3] = {f * v.x, f * v.y, f * v.z};
        for (int axis = 0; axis < 3; ++axis) {
            out[a + axis * kSiteLanes] += static_cast<Real>(pull[axis]);
            out[b + axis * kSiteLanes] -= static_cast<Real>(pull[axis]);
        }
    }
    return weight * loss;
}

template class RestraintKernel<float>;
template class RestraintKernel<double>;

}  // namespace prct
