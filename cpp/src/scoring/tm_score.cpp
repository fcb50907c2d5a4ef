#include "prct/scoring/tm_score.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "lanes.hpp"
#include "prct/error.hpp"

namespace prct {
namespace {

// The search radius follows d0 between these bounds, as published.
constexpr double smallest_search_radius_a = 4.5, largest_search_radius_a = 8.0;

double sum_of_terms(const std::vector<double>& distance2_a2, double inverse_d0_squared) {
    scoring::Lanes sum{};
    for (std::size_t k = 0; k < distance2_a2.size(); k += scoring::lane_count) {
        scoring::Lanes d2;
        scoring::load(d2, &distance2_a2[k]);
        sum += 1.0 / (1.0 + d2 * inverse_d0_squared);
    }
    return scoring::total(sum);
}

/// Whether the sum is certainly less than `best`, by single precision, whose divisions take a quarter of the time. No
/// term exceeds 1, so that a poor superposition is known by its first pairs.
bool falls_short(const std::vector<double>& distance2_a2, double inverse_d0_squared, double best) {
    constexpr std::size_t pairs_between_looks = 8 * scoring::lane_count;
    constexpr double rounding = 1e-5;  // of a pair; its term and eight additions of terms lose less than 1e-6
    const std::size_t size = distance2_a2.size();
    const double enough = best - rounding * static_cast<double>(size);
    double sum = 0.0;
    for (std::size_t begin = 0; begin < size; begin += pairs_between_looks) {
        const std::size_t end = std::min(begin + pairs_between_looks, size);
        scoring::FloatLanes part{};
        for (std::size_t k = begin; k < end; k += scoring::lane_count) {
            scoring::Lanes d2;
            scoring::load(d2, &distance2_a2[k]);
            part += 1.0F / (1.0F + __builtin_convertvector(d2 * inverse_d0_squared, scoring::FloatLanes));
        }
        sum += scoring::total(__builtin_convertvector(part, scoring::Lanes));
        if (sum + static_cast<double>(size - end) < enough) return true;
    }
    return false;
}

bool complete(std::span<const Vec3<double>> trace) {
    return std::all_of(trace.begin(), trace.end(), [](const auto& p) { return std::isfinite(p.x + p.y + p.z); });
}

}  // namespace

double tm_score_d0_a(int native_length) { return std::max(0.5, 1.24 * std::cbrt(native_length - 15.0) - 1.8); }

double tm_score(const PairedTrace& pairs, SearchDepth depth) {
    if (pairs.size() < 3) return 0.0;
    const double d0_a = tm_score_d0_a(pairs.native_length());
    const double radius_a = std::clamp(d0_a, smallest_search_radius_a, largest_search_radius_a);
    double best = 0.0;
    search_superpositions(pairs, {radius_a - 1.0, radius_a + 1.0}, depth, [&](const std::vector<double>& distance2_a2) {
        const double inverse = 1.0 / (d0_a * d0_a);
        if (!falls_short(distance2_a2, inverse, best)) best = std::max(best, sum_of_terms(distance2_a2, inverse));
    });
    return best / pairs.native_length();
}

double tm_score(std::span<const Vec3<double>> model, std::span<const Vec3<double>> native, SearchDepth depth) {
    return tm_score(PairedTrace(model, native), depth);
}

std::vector<double> tm_score_matrix(std::span<const Vec3<double>> models, std::size_t length, SearchDepth depth) {
    if (length == 0 || models.size() % length != 0)
        throw InputError("tm_score_matrix: " + std::to_string(models.size()) +
                         " points are not a whole number of models of " + std::to_string(length) +
                         " residues; pass an array of shape [M, L, 3]");
    const std::size_t count = models.size() / length;
    const auto trace = [&](std::size_t k) { return models.subspan(k * length, length); };
    const bool symmetric = complete(models);  // with equal lengths and no gaps both directions have the same optimum
    std::vector<double> scores(count * count, 1.0);
    for (std::size_t a = 0; a < count; ++a) {
        for (std::size_t b = 0; b < count; ++b) {
            if (a == b || (symmetric && b < a)) continue;
            scores[a * count + b] = tm_score(trace(b), trace(a), depth);
            if (symmetric) scores[b * count + a] = scores[a * count + b];
        }
    }
    return scores;
}

}  // namespace prct
