#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "lanes.hpp"
#include "prct/error.hpp"
#include "prct/scoring/lddt.hpp"

namespace prct {
namespace {

using scoring::LaneMask;
using scoring::Lanes;

constexpr double infinite = std::numeric_limits<double>::infinity();

/// A trace by axes, padded to whole vectors with NaN, so that no distance of the padding is kept or counted.
struct AxisTrace {
    std::vector<double> axis[3];
};

std::vector<AxisTrace> by_axis(std::span<const Vec3<double>> traces, std::size_t length, const char* whose) {
    if (length == 0 || traces.size() % length != 0)
        throw InputError("lddt_ca_ensemble: " + std::to_string(traces.size()) + " points of " + whose +
                         " are not a whole number of traces of " + std::to_string(length) +
                         " residues; pass arrays of shape [M, L, 3] and [N, L, 3]");
    std::vector<AxisTrace> out(traces.size() / length);
    for (std::size_t t = 0; t < out.size(); ++t) {
        for (auto& axis : out[t].axis) axis.assign(scoring::padded(length), std::numeric_limits<double>::quiet_NaN());
        for (std::size_t k = 0; k < length; ++k) {
            const Vec3<double>& p = traces[t * length + k];
            out[t].axis[0][k] = p.x, out[t].axis[1][k] = p.y, out[t].axis[2][k] = p.z;
        }
    }
    return out;
}

/// What holds the residues of one vector; no pair of two vectors is nearer than their spheres.
struct Sphere {
    Vec3<double> centre{};
    double radius_a = -infinite;  // of a vector without a resolved residue
};

std::vector<Sphere> spheres_of(std::span<const Vec3<double>> trace) {
    std::vector<Sphere> out;
    for (std::size_t begin = 0; begin < trace.size(); begin += scoring::lane_count) {
        const auto block = trace.subspan(begin, std::min(scoring::lane_count, trace.size() - begin));
        Sphere sphere;
        double resolved = 0.0;
        for (const auto& p : block)
            if (std::isfinite(norm2(p))) sphere.centre += p, resolved += 1.0;
        if (resolved > 0.0) sphere.centre = (1.0 / resolved) * sphere.centre;
        for (const auto& p : block)
            if (std::isfinite(norm2(p))) sphere.radius_a = std::max(sphere.radius_a, norm(p - sphere.centre));
        out.push_back(sphere);
    }
    return out;
}

/// First residues of the vectors from `block` on that may hold a pair with it.
std::vector<std::size_t> near_blocks(const std::vector<Sphere>& spheres, std::size_t block) {
    std::vector<std::size_t> out;
    for (std::size_t k = block; k < spheres.size(); ++k) {
        constexpr double rounding_a = 1e-6;
        const double reach_a = lddt_inclusion_a + spheres[block].radius_a + spheres[k].radius_a + rounding_a;
        if (norm(spheres[block].centre - spheres[k].centre) <= reach_a) out.push_back(k * scoring::lane_count);
    }
    return out;
}

std::vector<std::size_t> joined(const std::vector<std::vector<std::size_t>>& lists) {
    std::vector<std::size_t> out;
    for (const auto& list : lists) out.insert(out.end(), list.begin(), list.end());
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

/// Distances of residue `i` from those of some vectors.
void measure_row(const AxisTrace& trace, std::size_t i, std::span<const std::size_t> blocks, double* __restrict row_a) {
    const double *x = trace.axis[0].data(), *y = trace.axis[1].data(), *z = trace.axis[2].data();
    for (const std::size_t block : blocks)
        for (std::size_t k = block; k < block + scoring::lane_count; ++k) {
            const double dx = x[i] - x[k], dy = y[i] - y[k], dz = z[i] - z[k];
            row_a[k] = std::sqrt(dx * dx + dy * dy + dz * dz);
        }
}

/// The same of a native; what is no pair, or was counted from its other side, becomes infinite, which no model keeps.
void native_row(const AxisTrace& trace, std::size_t i, std::span<const std::size_t> blocks, double* row_a) {
    measure_row(trace, i, blocks, row_a);
    for (const std::size_t block : blocks)
        for (std::size_t k = block; k < block + scoring::lane_count; ++k)
            row_a[k] = k > i && row_a[k] < lddt_inclusion_a ? row_a[k] : infinite;
}

/// Adds what each pair of a row scores to both of its residues.
template <class Score>
void add_row(std::size_t i, std::span<const std::size_t> blocks, std::int64_t* sums, Score&& score) {
    LaneMask of_i{};
    for (const std::size_t k : blocks) {
        const LaneMask found = score(k);
        of_i += found;
        LaneMask sum;
        scoring::load(sum, &sums[k]);
        scoring::store(&sums[k], sum + found);
    }
    for (std::size_t lane = 0; lane < scoring::lane_count; ++lane) sums[i] += of_i[lane];
}

/// Of one model and native: thresholds, 0-4, that each pair of residue i keeps.
void add_kept(std::size_t i, std::span<const std::size_t> blocks, const double* model_a, const double* native_a,
              std::int64_t* sums) {
    add_row(i, blocks, sums, [&](std::size_t k) {
        Lanes model, native;
        scoring::load(model, &model_a[k]);
        scoring::load(native, &native_a[k]);
        const Lanes difference = model - native, change = difference < 0.0 ? -difference : difference;
        LaneMask kept{};
        for (const double threshold_a : lddt_thresholds_a) kept -= change <= threshold_a;
        return kept;
    });
}

/// Of one native: the pairs of residue i.
void add_pairs(std::size_t i, std::span<const std::size_t> blocks, const double* native_a, std::int64_t* sums) {
    add_row(i, blocks, sums, [&](std::size_t k) {
        Lanes native;
        scoring::load(native, &native_a[k]);
        return -(native < infinite);
    });
}

/// Thresholds kept [M, N, width] and pairs [N, width] of every residue, `width` the padded length.
class PairCounts {
   public:
    PairCounts(std::span<const Vec3<double>> models, std::span<const Vec3<double>> natives, std::size_t length)
        : width_(scoring::padded(length)),
          model_(by_axis(models, length, "models")),
          native_(by_axis(natives, length, "natives")),
          kept_(model_.size() * native_.size() * width_),
          pairs_(native_.size() * width_),
          model_a_(model_.size() * width_),
          native_a_(width_) {
        std::vector<std::vector<Sphere>> spheres;
        for (std::size_t n = 0; n < native_.size(); ++n)
            spheres.push_back(spheres_of(natives.subspan(n * length, length)));
        std::vector<std::vector<std::size_t>> near(native_.size());
        for (std::size_t block = 0; block * scoring::lane_count < length; ++block) {
            for (std::size_t n = 0; n < native_.size(); ++n) near[n] = near_blocks(spheres[n], block);
            const auto some = joined(near);
            const std::size_t begin = block * scoring::lane_count;
            for (std::size_t i = begin; i < std::min(begin + scoring::lane_count, length); ++i) count(i, near, some);
        }
    }

    /// CA-lDDT of residue k of model m against native n.
    double score(std::size_t m, std::size_t n, std::size_t k) const {
        const auto most = static_cast<double>(lddt_thresholds_a.size() * pairs_[n * width_ + k]);
        const auto found = static_cast<double>(kept_[(m * native_.size() + n) * width_ + k]);
        return most > 0.0 ? found / most : std::numeric_limits<double>::quiet_NaN();
    }

   private:
    /// The pairs of residue i with later ones.
    void count(std::size_t i, const std::vector<std::vector<std::size_t>>& near, const std::vector<std::size_t>& some) {
        for (std::size_t m = 0; m < model_.size(); ++m) measure_row(model_[m], i, some, &model_a_[m * width_]);
        for (std::size_t n = 0; n < native_.size(); ++n) {
            native_row(native_[n], i, near[n], native_a_.data());
            add_pairs(i, near[n], native_a_.data(), &pairs_[n * width_]);
            for (std::size_t m = 0; m < model_.size(); ++m) {
                std::int64_t* sums = &kept_[(m * native_.size() + n) * width_];
                add_kept(i, near[n], &model_a_[m * width_], native_a_.data(), sums);
            }
        }
    }

    std::size_t width_;
    std::vector<AxisTrace> model_, native_;
    std::vector<std::int64_t> kept_, pairs_;
    std::vector<double> model_a_, native_a_;  // distances of one residue
};

}  // namespace

std::vector<double> lddt_ca_ensemble(std::span<const Vec3<double>> models, std::span<const Vec3<double>> natives,
                                     std::size_t length) {
    const PairCounts counts(models, natives, length);
    const std::size_t model_count = models.size() / length, native_count = natives.size() / length;
    std::vector<double> scores;
    scores.reserve(models.size() * native_count);
    for (std::size_t m = 0; m < model_count; ++m)
        for (std::size_t n = 0; n < native_count; ++n)
            for (std::size_t k = 0; k < length; ++k) scores.push_back(counts.score(m, n, k));
    return scores;
}

}  // namespace prct
