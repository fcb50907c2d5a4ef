#include "side_chain_kernel.hpp"

#include <bit>

#include "prct/base/simd_pairs.hpp"
#include "prct/energy/pair_rules.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"
#include "residue_pairs.hpp"

namespace prct {

namespace {

/// What single precision takes for nearer than the cutoff holds all that is.
constexpr float kReach2_a2 = static_cast<float>(1.0001 * kBurialOuter_a * kBurialOuter_a);
/// Rows of both precisions are whole vectors of the narrower numbers.
constexpr int kRowMultiple = simd::lanes<float>;
/// Polynomials of a curve: its intervals, and one of zeros for what lies beyond the cutoff.
constexpr int kPieces = pair_intervals + 1;
/// The curve of pairs that have no pair potential.
constexpr int kNoCurve = residue_types * residue_types * kPieces;

template <class Real>
using V = simd::Vector<Real>;

template <class Real>
V<Real> clamped(V<Real> v, Real low, Real high) {
    v = v > low ? v : simd::splat(low);
    return v < high ? v : simd::splat(high);
}

/// The cubic that a B-spline is on its k-th interval, by powers of the place there.
template <class Real>
void append_cubic(const double* c, std::vector<Real>& out) {
    const double powers[4] = {(c[0] + 4 * c[1] + c[2]) / 6, (c[2] - c[0]) / 2, (c[0] - 2 * c[1] + c[2]) / 2,
                              (c[3] - c[0] + 3 * (c[1] - c[2])) / 6};
    for (const double p : powers) out.push_back(static_cast<Real>(p));
}

template <class Real>
std::vector<Real> pair_cubics(const std::vector<double>& table) {
    std::vector<Real> cubics;
    cubics.reserve(4 * std::size_t(kNoCurve + kPieces));
    for (int a = 0; a < residue_types; ++a)
        for (int b = 0; b < residue_types; ++b) {
            const double* curve = &table[std::size_t(type_pair(a, b)) * pair_coefficients];
            for (int k = 0; k < pair_intervals; ++k) append_cubic(curve + k, cubics);
            cubics.resize(cubics.size() + 4, Real(0));
        }
    cubics.resize(4 * std::size_t(kNoCurve + kPieces), Real(0));
    return cubics;
}

}  // namespace

template <class Real>
SideChainKernel<Real>::SideChainKernel(const System& system, const Blocks& blocks, double skin_a)
    : system_(system),
      blocks_(blocks),
      list_(static_cast<float>(kBurialOuter_a), static_cast<float>(skin_a), PairRows::full, kRowMultiple),
      rough_(4 * std::size_t(system.size() + 1), -1e6F),
      points_(4 * std::size_t(system.size() + 1), Real(-1e6)),
      pulls_(points_),
      curves_(pair_cubics<Real>(system.pair_potential().pair)),
      rows_(blocks.count()) {}

template <class Real>
void SideChainKernel<Real>::load(const std::vector<Real>& packed, int first, int last) {
    for (int i = first; i < std::min(last, system_.size()); ++i)
        for (int axis = 0; axis < 3; ++axis) {
            const std::size_t k = 4 * std::size_t(i) + axis;
            points_[k] = pulls_[k] = packed[std::size_t(i) * kPackedResidue + axis * kSiteLanes + kSiteSC];
            rough_[k] = static_cast<float>(points_[k]);
        }
}

template <class Real>
void SideChainKernel<Real>::prepare() {
    std::vector<Vec3<float>> at(system_.size());
    for (int i = 0; i < system_.size(); ++i) {
        const float* p = &rough_[4 * std::size_t(i)];
        at[i] = {p[0], p[1], p[2]};
    }
    list_.prepare(at);
}

template <class Real>
void SideChainKernel<Real>::list_centroids(int rank, const ThreadPool& pool) {
    list_.build_part(rank, pool, [&](int i, int j) { return too_near(system_, i, j, kBurialSeparation); });
}

template <class Real>
void SideChainKernel<Real>::build_block(int block) {
    Rows& rows = rows_[block];
    rows.end.clear();
    rows.partner.clear();
    rows.curve.clear();
    for (int i = blocks_.first(block); i < blocks_.end(block); ++i) {
        const auto row = list_.padded_row(i);
        const std::size_t first = rows.partner.size();
        rows.partner.insert(rows.partner.end(), row.begin(), row.end());
        rows.curve.resize(rows.partner.size());
        const int of_type = kPieces * residue_types * system_.residue_type[i];
        for (std::size_t k = 0; k < row.size(); ++k) {
            const bool none = row[k] == system_.size() || too_near(system_, i, row[k], kPairSeparation);
            rows.curve[first + k] = none ? kNoCurve : of_type + kPieces * system_.residue_type[row[k]];
        }
        rows.end.push_back(static_cast<std::int32_t>(rows.partner.size()));
    }
    const std::size_t most = rows.partner.size() + kRowMultiple;  // append_within may write a vector past the end
    rows.near.resize(most);
    rows.near_curve.resize(most);
    rows.near_r2.resize(most);
    rows.pair_slope.assign(most, Real(0));
    rows.step_slope.assign(most, Real(0));
    rows.near_end.resize(rows.end.size());
}

/// Writes the listed ones [first, last) that are in reach of i to `near` from `near_first` on, filled up to whole
/// vectors; returns their end.
template <class Real>
int SideChainKernel<Real>::find_near(Rows& rows, int first, int last, int near_first, int i) const {
    const float* at = &rough_[4 * std::size_t(i)];
    std::int32_t *near = &rows.near[near_first], *curve = &rows.near_curve[near_first];
    std::int32_t* squared = &rows.near_r2[near_first];
    std::int32_t* end = near;
    for (int m = first; m < last; m += kRowMultiple) {
        const auto other = simd::gather(rough_.data(), &rows.partner[m]);
        const simd::Floats dx = at[0] - other.x, dy = at[1] - other.y, dz = at[2] - other.z;
        const simd::Floats r2 = dx * dx + dy * dy + dz * dz;
        end = simd::append_within(end, r2, kReach2_a2, &rows.partner[m], kRowMultiple);
        std::int32_t bits[kRowMultiple];
        simd::store(bits, reinterpret_cast<simd::Ints>(r2));
        squared = simd::append_within(squared, r2, kReach2_a2, bits, kRowMultiple);
        curve = simd::append_within(curve, r2, kReach2_a2, &rows.curve[m], kRowMultiple);
    }
    const std::int32_t* const whole = near + (end - near + kRowMultiple - 1) / kRowMultiple * kRowMultiple;
    while (end != whole) *end++ = system_.size(), *curve++ = kNoCurve, *squared++ = std::bit_cast<std::int32_t>(1e12F);
    return near_first + static_cast<int>(end - near);
}

/// Of i, which is at `at`, and the near ones from m on.
template <class Real>
V<Real> SideChainKernel<Real>::squared_distance(const Rows& rows, int m, const Real* at) const {
    if constexpr (sizeof(Real) == sizeof(float)) return reinterpret_cast<V<Real>>(simd::load(&rows.near_r2[m]));
    const auto other = simd::gather(points_.data(), &rows.near[m]);
    const V<Real> dx = at[0] - other.x, dy = at[1] - other.y, dz = at[2] - other.z;
    return dx * dx + dy * dy + dz * dz;
}

/// Returns the pair energy of residue i with its row and adds to `count` how many neighbours it has.
template <class Real>
template <bool with_pair>
double SideChainKernel<Real>::measure_row(Rows& rows, int first, int last, int i, Real pair_factor, Real& count) const {
    constexpr Real inner = Real(kBurialInner_a), inverse_width = Real(1 / (kBurialOuter_a - kBurialInner_a));
    constexpr int width = simd::lanes<Real>;
    const Real* at = &points_[4 * std::size_t(i)];
    V<Real> energy{}, neighbours{};
    for (int m = first; m < last; m += width) {
        // Both curves are constant below 2 Å, where r must not vanish.
        V<Real> r2 = squared_distance(rows, m, at);
        r2 = r2 > Real(1) ? r2 : simd::splat(Real(1));
        const V<Real> inverse = simd::inverse_square_root<Real>(r2), r = r2 * inverse;
        const V<Real> u = clamped<Real>((r - inner) * inverse_width, Real(0), Real(1)), v = Real(1) - u;
        neighbours += Real(1) - u * u * u * (Real(10) - u * (Real(15) - Real(6) * u));
        simd::store(&rows.step_slope[m], V<Real>(Real(-30) * inverse_width * inverse * (u * u) * (v * v)));
        if constexpr (with_pair) {
            const V<Real> place =
                clamped<Real>((r - Real(kPairStart_a)) * Real(1 / kPairSpacing_a), Real(0), Real(pair_intervals));
            std::int32_t piece[width];
            const V<Real> t = place - simd::whole_part<Real>(place, &rows.near_curve[m], piece);
            const auto c = simd::gather(curves_.data(), piece);
            energy += c.x + t * (c.y + t * (c.z + t * c.charge));
            const V<Real> along = c.y + t * (Real(2) * c.z + Real(3) * t * c.charge);
            simd::store(&rows.pair_slope[m], V<Real>(pair_factor * Real(1 / kPairSpacing_a) * along * inverse));
        }
    }
    count += simd::sum<Real>(neighbours);
    return static_cast<double>(pair_factor) * static_cast<double>(simd::sum<Real>(energy));
}

template <class Real>
auto SideChainKernel<Real>::measure(int block, double pair_factor, double burial_factor) -> Energies {
    Rows& rows = rows_[block];
    Energies energies{};
    int listed = 0, first = 0;
    for (std::size_t k = 0; k < rows.end.size(); ++k) {
        const int i = blocks_.first(block) + static_cast<int>(k), last = find_near(rows, listed, rows.end[k], first, i);
        Real count = 0;
        if (pair_factor != 0)  // each pair stands in two rows
            energies.pair += 0.5 * measure_row<true>(rows, first, last, i, static_cast<Real>(pair_factor), count);
        else
            measure_row<false>(rows, first, last, i, Real(0), count);
        const double* curve = &system_.pair_potential().burial[system_.residue_type[i] * burial_coefficients];
        double slope = 0;
        if (burial_factor != 0)
            energies.burial += burial_factor * burial_energy(curve, static_cast<double>(count), slope);
        pulls_[4 * std::size_t(i) + 3] = static_cast<Real>(burial_factor * slope);
        listed = rows.end[k];
        rows.near_end[k] = first = last;
    }
    if (pair_factor == 0) std::fill(rows.pair_slope.begin(), rows.pair_slope.end(), Real(0));
    return energies;
}

template <class Real>
void SideChainKernel<Real>::add(int block, std::vector<Real>& out) const {
    const Rows& rows = rows_[block];
    int m = 0;
    for (std::size_t k = 0; k < rows.end.size(); ++k) {
        const int i = blocks_.first(block) + static_cast<int>(k);
        const Real* at = &pulls_[4 * std::size_t(i)];
        V<Real> gx{}, gy{}, gz{};
        for (; m < rows.near_end[k]; m += simd::lanes<Real>) {
            const auto other = simd::gather(pulls_.data(), &rows.near[m]);
            const V<Real> f =
                simd::load(&rows.pair_slope[m]) + (at[3] + other.charge) * simd::load(&rows.step_slope[m]);
            gx += f * (at[0] - other.x), gy += f * (at[1] - other.y), gz += f * (at[2] - other.z);
        }
        Real* g = out.data() + std::size_t(i) * kPackedResidue + kSiteSC;
        g[0] += simd::sum<Real>(gx);
        g[kSiteLanes] += simd::sum<Real>(gy);
        g[2 * kSiteLanes] += simd::sum<Real>(gz);
    }
}

template class SideChainKernel<float>;
template class SideChainKernel<double>;

}  // namespace prct
