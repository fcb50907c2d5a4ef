#include "residue_pairs.hpp"

#include <bit>

#include "prct/base/simd_pairs.hpp"
#include "prct/energy/pair_rules.hpp"
#include "prct/physics/fading_square.h"
#include "prct/physics/hydrogen_bond_term.h"

namespace prct {

namespace {

/// Two rows of eight lanes side by side: two sites of one residue against all sites of another.
constexpr int kRowPairs = 3, kLanes = 2 * kSiteLanes;
template <class Real>
struct Wide {
    typedef Real type __attribute__((vector_size(kLanes * sizeof(Real))));
    typedef Real half __attribute__((vector_size(kSiteLanes * sizeof(Real))));
};
template <class Real>
using WideOf = typename Wide<Real>::type;
template <class Real>
using HalfOf = typename Wide<Real>::half;

template <class V>
inline V load(const void* p) {
    V v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

template <class Real>
inline WideOf<Real> twice(const Real* p) {
    const auto h = load<HalfOf<Real>>(p);
    return __builtin_shufflevector(h, h, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
}

/// lanes 0-7 = a, 8-15 = b
template <class Real>
inline WideOf<Real> beside(Real a, Real b) {
    return WideOf<Real>{a, a, a, a, a, a, a, a, b, b, b, b, b, b, b, b};
}

template <class Real>
inline HalfOf<Real> folded(WideOf<Real> v) {
    return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
}

template <class Real>
inline Real sum(HalfOf<Real> v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/// 1/ρ² and 1 for pairs of sites that repel, 0 and 0 for the others.
template <class Real>
struct Tables {
    alignas(128) Real inverse_rho2[kSiteLanes][kSiteLanes] = {};
    alignas(128) Real active[kSiteLanes][kSiteLanes] = {};

    explicit Tables(bool near) {
        for (int a = 0; a < kSiteH; ++a)
            for (int b = 0; b < kSiteH; ++b) {
                const double rho = repulsion_reach_a(a, b);
                if (near && a == kSiteC && b == kSiteN) continue;
                inverse_rho2[a][b] = static_cast<Real>(1.0 / (rho * rho));
                active[a][b] = 1;
            }
    }
};
template <class Real>
const Tables<Real> kTable(false);
template <class Real>
const Tables<Real> kNearTable(true);

/// Residue i against its row; gradients of i stay in registers.
template <class Real>
class RowSum {
   public:
    explicit RowSum(const Real* i) {
        for (int p = 0; p < kRowPairs; ++p)
            for (int axis = 0; axis < 3; ++axis) {
                const Real* lane = i + axis * kSiteLanes + 2 * p;
                at_[axis][p] = beside<Real>(lane[0], lane[1]);
            }
    }

    void meet(const Real* j, Real* out_j, const Tables<Real>& table, Real strength) {
        const WideOf<Real> x = twice(j), y = twice(j + kSiteLanes), z = twice(j + 2 * kSiteLanes);
        WideOf<Real> gx{}, gy{}, gz{};
        for (int p = 0; p < kRowPairs; ++p) {
            const auto inverse = load<WideOf<Real>>(table.inverse_rho2[2 * p]);
            const WideOf<Real> dx = at_[0][p] - x, dy = at_[1][p] - y, dz = at_[2][p] - z;
            WideOf<Real> u =
                load<WideOf<Real>>(table.active[2 * p]) - (dx * dx + dy * dy + dz * dz) * inverse;  // Eq. 7
            u = u > 0 ? u : WideOf<Real>{};
            WideOf<Real> rise;
            energy_ += fading_square(u, rise);
            const WideOf<Real> f = rise * inverse;
            const WideOf<Real> fx = f * dx, fy = f * dy, fz = f * dz;
            sum_[0][p] += fx, sum_[1][p] += fy, sum_[2][p] += fz;
            gx += fx, gy += fy, gz += fz;
        }
        const Real scale = 2 * strength;
        add(out_j, scale * folded<Real>(gx));
        add(out_j + kSiteLanes, scale * folded<Real>(gy));
        add(out_j + 2 * kSiteLanes, scale * folded<Real>(gz));
    }

    Real finish(Real* out_i, Real strength) const {
        for (int p = 0; p < kRowPairs; ++p)
            for (int axis = 0; axis < 3; ++axis)
                for (int half = 0; half < 2; ++half) {
                    const WideOf<Real>& v = sum_[axis][p];
                    const HalfOf<Real> part = half ? __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)
                                                   : __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
                    out_i[axis * kSiteLanes + 2 * p + half] -= 2 * strength * sum<Real>(part);
                }
        return strength * sum<Real>(folded<Real>(energy_));
    }

   private:
    static void add(Real* out, const HalfOf<Real>& v) {
        const HalfOf<Real> s = load<HalfOf<Real>>(out) + v;
        __builtin_memcpy(out, &s, sizeof s);
    }

    WideOf<Real> at_[3][kRowPairs], sum_[3][kRowPairs] = {}, energy_{};
};

}  // namespace

template <class Real>
Reach<Real>::Reach(double skin_a) {
    double widest = kHydrogenBondCutoff_a;
    for (int a = 0; a < kSiteH; ++a)
        for (int b = 0; b < kSiteH; ++b) {
            const double rho = repulsion_reach_a(a, b);
            squared_a2[a][b] = static_cast<Real>((rho + skin_a) * (rho + skin_a));
            widest = std::max(widest, rho);
        }
    const double bond = kHydrogenBondCutoff_a + skin_a;
    squared_a2[kSiteH][kSiteO] = squared_a2[kSiteO][kSiteH] = static_cast<Real>(bond * bond);
    widest_a = static_cast<float>(widest + skin_a);
}

template <class Real>
ResiduePairs<Real>::ResiduePairs(const System& system, const Blocks& blocks, double skin_a)
    : system_(system),
      blocks_(blocks),
      skin_a_(static_cast<Real>(skin_a)),
      reach_(skin_a),
      centres_(1.0f, 0.0f, PairRows::half, simd::lanes<std::int32_t>),
      centre_(system.size()),
      spheres_(4 * std::size_t(system.size() + 1)),
      built_at_(std::size_t(system.size() + 1) * kPackedResidue),
      rows_(blocks.count()) {}

template <class Real>
bool ResiduePairs<Real>::moved(const std::vector<Real>& packed, int first, int last) const {
    if (!fresh_) return true;
    const Real limit = Real(0.25) * skin_a_ * skin_a_;
    int beyond = 0;
    for (int i = first; i < std::min(last, system_.size()); ++i) {
        const Real* p = packed.data() + std::size_t(i) * kPackedResidue;
        const Real* q = built_at_.data() + std::size_t(i) * kPackedResidue;
#pragma omp simd reduction(+ : beyond)
        for (int k = 0; k < kSiteLanes; ++k) {
            const Real dx = p[k] - q[k], dy = p[k + kSiteLanes] - q[k + kSiteLanes];
            const Real dz = p[k + 2 * kSiteLanes] - q[k + 2 * kSiteLanes];
            beyond += !(dx * dx + dy * dy + dz * dz <= limit);
        }
    }
    return beyond > 0;
}

template <class Real>
void ResiduePairs<Real>::place(const SiteArrays& sites, const std::vector<Real>& packed, int first, int last) {
    last = std::min(last, system_.size());
    const auto row = [](int i) { return std::ptrdiff_t(i) * kPackedResidue; };
    std::copy(packed.begin() + row(first), packed.begin() + row(last), built_at_.begin() + row(first));
    for (int i = first; i < last; ++i) {
        double reach2 = 0;
        for (int k = 0; k < kSites; ++k) reach2 = std::max(reach2, norm2(sites.at(i, k) - sites.at(i, kSiteCA)));
        const Real* ca = packed.data() + row(i) + kSiteCA;
        const auto x = static_cast<float>(ca[0]), y = static_cast<float>(ca[kSiteLanes]),
                   z = static_cast<float>(ca[2 * kSiteLanes]);
        centre_[i] = {x, y, z};
        const float sphere[4] = {x, y, z, static_cast<float>(std::sqrt(reach2))};
        for (int k = 0; k < 4; ++k) spheres_[4 * std::size_t(i) + k] = std::bit_cast<std::int32_t>(sphere[k]);
    }
}

template <class Real>
void ResiduePairs<Real>::prepare() {
    float widest = 0;
    for (int i = 0; i < system_.size(); ++i) widest = std::max(widest, radius(i));
    centres_.set_cutoff(reach_.widest_a + 2 * widest);
    centres_.prepare(centre_);
    fresh_ = true;
}

template <class Real>
void ResiduePairs<Real>::list_centres(int rank, const ThreadPool& pool) {
    centres_.build_part(rank, pool, [&](int i, int j) { return too_near(system_, i, j, kRepulsionSeparation); });
}

/// Spheres about CA that hold all sites; those of i and j are no farther apart than the widest reach.
template <class Real>
std::span<const std::int32_t> ResiduePairs<Real>::spheres_in_reach(int i, std::vector<std::int32_t>& found) const {
    const auto real = [](const simd::Ints& v) { return reinterpret_cast<const simd::Floats&>(v); };
    constexpr int width = simd::lanes<std::int32_t>;
    const auto candidates = centres_.padded_row(i);
    if (found.size() < candidates.size() + width) found.resize(2 * candidates.size() + width);
    const Vec3<float> at = centre_[i];
    std::int32_t* end = found.data();
    const int count = static_cast<int>(centres_.row(i).size());
    for (int k = 0; k < count; k += width) {
        const auto others = simd::gather(spheres_.data(), candidates.data() + k);
        const simd::Floats dx = at.x - real(others.x), dy = at.y - real(others.y), dz = at.z - real(others.z);
        const simd::Floats reach = (reach_.widest_a + radius(i)) + real(others.charge);
        end = simd::append_within(end, dx * dx + dy * dy + dz * dz - reach * reach, 0.0f, candidates.data() + k,
                                  count - k);
    }
    return {found.data(), end};
}

template <class Real>
bool ResiduePairs<Real>::within_reach(int i, int j) const {
    const Real* p = built_at_.data() + std::size_t(i) * kPackedResidue;
    const Real* q = built_at_.data() + std::size_t(j) * kPackedResidue;
    const auto x = load<HalfOf<Real>>(q), y = load<HalfOf<Real>>(q + kSiteLanes),
               z = load<HalfOf<Real>>(q + 2 * kSiteLanes);
    auto inside = x < x;
    for (int a = 0; a < kSites; ++a) {
        const HalfOf<Real> dx = p[a] - x, dy = p[a + kSiteLanes] - y, dz = p[a + 2 * kSiteLanes] - z;
        inside |= dx * dx + dy * dy + dz * dz < load<HalfOf<Real>>(reach_.squared_a2[a]);
    }
    std::int64_t any = 0;
    for (int k = 0; k < kSiteLanes; ++k) any |= inside[k];
    return any != 0;
}

template <class Real>
void ResiduePairs<Real>::list_hydrogen_bonds(int i, int j, Rows& rows) const {
    if (too_near(system_, i, j, kHydrogenBondSeparation)) return;
    const auto site = [&](int residue, int k) {
        const Real* p = built_at_.data() + std::size_t(residue) * kPackedResidue + k;
        return Vec3<Real>{p[0], p[kSiteLanes], p[2 * kSiteLanes]};
    };
    const Real reach2 = reach_.squared_a2[kSiteH][kSiteO];
    const auto add = [&](int donor, int acceptor) {
        if (is_donor(system_.residue_type[donor]) && norm2(site(donor, kSiteH) - site(acceptor, kSiteO)) < reach2)
            rows.hydrogen_bonds.push_back({donor, acceptor});
    };
    add(i, j);
    add(j, i);
}

template <class Real>
void ResiduePairs<Real>::build_block(int block) {
    Rows& rows = rows_[block];
    rows.row.clear();
    rows.partner.clear();
    rows.hydrogen_bonds.clear();
    for (int i = blocks_.first(block); i < blocks_.end(block); ++i) {
        Row row{static_cast<std::int32_t>(rows.partner.size()), 0, -1};
        for (const std::int32_t j : spheres_in_reach(i, rows.candidates)) {
            if (!within_reach(i, j)) continue;
            list_hydrogen_bonds(i, j, rows);
            if (too_near(system_, i, j, kRepulsionSeparation + 1))
                row.near = j;
            else
                rows.partner.push_back(j);
        }
        row.last = static_cast<std::int32_t>(rows.partner.size());
        rows.row.push_back(row);
    }
}

template <class Real>
void ResiduePairs<Real>::touch(int block, BlockGradient<Real>& out) const {
    for (const Row& row : rows_[block].row)
        if (row.near >= 0) out.touch(row.near);
    for (const std::int32_t j : rows_[block].partner) out.touch(j);
}

template <class Real>
double ResiduePairs<Real>::repulsion(int block, Real strength, const std::vector<Real>& packed,
                                     std::vector<Real>& out) const {
    const Rows& rows = rows_[block];
    const auto at = [](auto* base, int residue) { return base + std::size_t(residue) * kPackedResidue; };
    double energy = 0;
    for (std::size_t k = 0; k < rows.row.size(); ++k) {
        const Row& row = rows.row[k];
        const int i = blocks_.first(block) + static_cast<int>(k);
        RowSum<Real> sum(at(packed.data(), i));
        if (row.near >= 0) sum.meet(at(packed.data(), row.near), at(out.data(), row.near), kNearTable<Real>, strength);
        for (std::int32_t m = row.first; m < row.last; ++m) {
            const std::int32_t j = rows.partner[m];
            sum.meet(at(packed.data(), j), at(out.data(), j), kTable<Real>, strength);
        }
        energy += sum.finish(at(out.data(), i), strength);
    }
    return energy;
}

template struct Reach<float>;
template struct Reach<double>;
template class ResiduePairs<float>;
template class ResiduePairs<double>;

}  // namespace prct
