#include "prct/scoring/lddt.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "prct/error.hpp"
#include "prct/spatial/near_pairs.hpp"

namespace prct {
namespace {

struct NativePair {
    std::uint32_t i, j;
    double distance_a;
};

std::vector<NativePair> native_pairs(std::span<const Vec3<double>> native) {
    std::vector<std::uint32_t> resolved;
    for (std::uint32_t i = 0; i < native.size(); ++i)
        if (std::isfinite(norm2(native[i]))) resolved.push_back(i);
    std::vector<NativePair> pairs;
    NearPairs().visit(
        static_cast<std::int32_t>(resolved.size()), lddt_inclusion_a,
        [&](std::int32_t a) { return native[resolved[a]]; },
        [&](std::int32_t a, std::int32_t b) {
            const double d2 = norm2(native[resolved[a]] - native[resolved[b]]);
            if (d2 < lddt_inclusion_a * lddt_inclusion_a) pairs.push_back({resolved[a], resolved[b], std::sqrt(d2)});
        });
    if (pairs.empty())
        throw InputError("no two resolved residues of the native lie within 15 Å; lDDT needs a native with CA atoms");
    return pairs;
}

Lddt score_pairs(const std::vector<NativePair>& pairs, std::span<const Vec3<double>> model) {
    std::vector<double> kept(model.size(), 0.0), count(model.size(), 0.0);
    double all_kept = 0.0;
    for (const auto& [i, j, native_a] : pairs) {
        const double change_a = std::abs(norm(model[i] - model[j]) - native_a);
        double share = 0.0;
        for (const double threshold_a : lddt_thresholds_a) share += change_a <= threshold_a ? 0.25 : 0.0;
        all_kept += share;
        kept[i] += share;
        kept[j] += share;
        count[i] += 1.0;
        count[j] += 1.0;
    }
    Lddt result{all_kept / static_cast<double>(pairs.size()), std::vector<double>(model.size())};
    for (std::size_t k = 0; k < model.size(); ++k)
        result.per_residue[k] = count[k] > 0.0 ? kept[k] / count[k] : std::numeric_limits<double>::quiet_NaN();
    return result;
}

}  // namespace

Lddt lddt_ca(std::span<const Vec3<double>> model, std::span<const Vec3<double>> native) {
    if (model.size() != native.size())
        throw InputError("model has " + std::to_string(model.size()) + " residues and native " +
                         std::to_string(native.size()) + "; pass the same residues of both, NaN where unresolved");
    return score_pairs(native_pairs(native), model);
}

std::vector<double> lddt_ca_matrix(std::span<const Vec3<double>> models, std::size_t length) {
    if (length == 0 || models.size() % length != 0)
        throw InputError("lddt_ca_matrix: " + std::to_string(models.size()) +
                         " points are not a whole number of models of " + std::to_string(length) +
                         " residues; pass an array of shape [M, L, 3]");
    const std::size_t count = models.size() / length;
    std::vector<double> scores(count * count);
    for (std::size_t a = 0; a < count; ++a) {
        const auto pairs = native_pairs(models.subspan(a * length, length));
        for (std::size_t b = 0; b < count; ++b)
            scores[a * count + b] = score_pairs(pairs, models.subspan(b * length, length)).score;
    }
    return scores;
}

}  // namespace prct
