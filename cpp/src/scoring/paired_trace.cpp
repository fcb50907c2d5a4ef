#include "prct/scoring/paired_trace.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "lanes.hpp"
#include "prct/error.hpp"

namespace prct {
namespace {

using scoring::LaneMask;
using scoring::Lanes;

constexpr double largest_coordinate_a = 1e7;  // beyond, squares lose the digits that distances need
constexpr double far_a2 = 1e30;               // squared distance of the padding

bool resolved(const Vec3<double>& p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

void require_reasonable(const Vec3<double>& p, std::size_t residue, const char* whose) {
    if (std::abs(p.x) <= largest_coordinate_a && std::abs(p.y) <= largest_coordinate_a &&
        std::abs(p.z) <= largest_coordinate_a)
        return;
    throw InputError(std::string(whose) + " residue " + std::to_string(residue) +
                     " has a coordinate beyond 1e7 Å; pass coordinates in Å");
}

// SplitMix64: an independent word for every residue, so that the XOR over a set names the set (Zobrist).
std::uint64_t residue_word(std::uint64_t index) {
    std::uint64_t z = (index + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

const std::vector<std::int64_t>& residue_words(std::size_t count) {
    thread_local std::vector<std::int64_t> words;
    while (words.size() < count) words.push_back(static_cast<std::int64_t>(residue_word(words.size())));
    return words;
}

}  // namespace

PairedTrace::PairedTrace(std::span<const Vec3<double>> model, std::span<const Vec3<double>> native) {
    if (model.size() != native.size())
        throw InputError("model has " + std::to_string(model.size()) + " residues and native " +
                         std::to_string(native.size()) + "; pass the same residues of both, NaN where unresolved");
    Vec3<double> mean_model{}, mean_native{};
    std::vector<std::size_t> pairs;
    for (std::size_t k = 0; k < model.size(); ++k) {
        if (!resolved(native[k])) continue;
        ++native_length_;
        if (!resolved(model[k])) continue;
        require_reasonable(model[k], k, "model");
        require_reasonable(native[k], k, "native");
        pairs.push_back(k);
        mean_model += model[k];
        mean_native += native[k];
    }
    if (native_length_ < 3)
        throw InputError("the native has " + std::to_string(native_length_) +
                         " resolved residues; at least 3 are needed");
    size_ = static_cast<int>(pairs.size());
    padded_ = scoring::padded(pairs.size());
    for (int axis = 0; axis < 3; ++axis) {
        model_[axis].assign(padded_, 0.0);
        native_[axis].assign(padded_, 0.0);
    }
    const double inverse = pairs.empty() ? 0.0 : 1.0 / static_cast<double>(pairs.size());
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        const Vec3<double> x = model[pairs[k]] - inverse * mean_model, y = native[pairs[k]] - inverse * mean_native;
        model_[0][k] = x.x, model_[1][k] = x.y, model_[2][k] = x.z;
        native_[0][k] = y.x, native_[1][k] = y.y, native_[2][k] = y.z;
    }
}

RigidMotion PairedTrace::fit(const PairSelection& selection, std::size_t first, std::size_t last) const {
    Lanes count{}, sum_x[3] = {}, sum_y[3] = {}, xy[9] = {}, xx{}, yy{};
    const std::size_t begin = first / scoring::lane_count * scoring::lane_count, end = std::min(last, padded_);
    for (std::size_t k = begin; k < end; k += scoring::lane_count) {
        Lanes w, x[3], y[3];
        scoring::load(w, &selection[k]);
        count += w;
        for (int i = 0; i < 3; ++i) {
            scoring::load(x[i], &model_[i][k]);
            scoring::load(y[i], &native_[i][k]);
        }
        for (int i = 0; i < 3; ++i) {
            xx += w * x[i] * x[i];
            yy += w * y[i] * y[i];
            sum_y[i] += w * y[i];
            x[i] *= w;
            sum_x[i] += x[i];
            for (int j = 0; j < 3; ++j) xy[3 * i + j] += x[i] * y[j];
        }
    }
    PairSums sums;
    sums.count = scoring::total(count);
    sums.x = {scoring::total(sum_x[0]), scoring::total(sum_x[1]), scoring::total(sum_x[2])};
    sums.y = {scoring::total(sum_y[0]), scoring::total(sum_y[1]), scoring::total(sum_y[2])};
    for (int k = 0; k < 9; ++k) sums.xy[k] = scoring::total(xy[k]);
    sums.xx = scoring::total(xx);
    sums.yy = scoring::total(yy);
    return best_motion(sums);
}

void PairedTrace::distances2(const RigidMotion& motion, std::vector<double>& distance2_a2) const {
    distance2_a2.resize(padded_);
    const double* r = motion.rotation;
    const double shift[3] = {motion.translation_a.x, motion.translation_a.y, motion.translation_a.z};
    for (std::size_t k = 0; k < padded_; k += scoring::lane_count) {
        Lanes x[3], sum{};
        for (int i = 0; i < 3; ++i) scoring::load(x[i], &model_[i][k]);
        for (int i = 0; i < 3; ++i) {
            Lanes y;
            scoring::load(y, &native_[i][k]);
            const Lanes off = r[3 * i] * x[0] + r[3 * i + 1] * x[1] + r[3 * i + 2] * x[2] + shift[i] - y;
            sum += off * off;
        }
        scoring::store(&distance2_a2[k], sum);
    }
    for (std::size_t k = static_cast<std::size_t>(size_); k < padded_; ++k) distance2_a2[k] = far_a2;
}

int select_within(const std::vector<double>& distance2_a2, double cutoff_a, PairSelection& selection,
                  std::uint64_t& hash) {
    const auto& words = residue_words(distance2_a2.size());
    selection.resize(distance2_a2.size());
    const double limit = cutoff_a * cutoff_a;
    LaneMask mixed{}, count{};
    for (std::size_t k = 0; k < distance2_a2.size(); k += scoring::lane_count) {
        Lanes d2;
        LaneMask word;
        scoring::load(d2, &distance2_a2[k]);
        scoring::load(word, &words[k]);
        const LaneMask within = d2 < limit;
        mixed ^= within & word;
        count -= within;
        const Lanes flag = within ? Lanes{1, 1, 1, 1, 1, 1, 1, 1} : Lanes{};
        scoring::store(&selection[k], flag);
    }
    hash = 0;
    std::int64_t chosen = 0;
    for (std::size_t lane = 0; lane < scoring::lane_count; ++lane) {
        hash ^= static_cast<std::uint64_t>(mixed[lane]);
        chosen += count[lane];
    }
    return static_cast<int>(chosen);
}

}  // namespace prct
