#include "prct/resonance/held_out.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

std::uint64_t mixed(std::uint64_t z) {
    z += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

/// True = kept. Windows around random contacts are removed until the share is reached.
std::vector<bool> kept_contacts(const std::vector<CaRestraint>& contacts, const HeldOutOptions& o, std::int32_t fold) {
    const std::size_t m = contacts.size();
    std::vector<bool> kept(m, true);
    std::size_t remaining = m;
    const auto low = [&](std::size_t e) { return std::min(contacts[e].i, contacts[e].j); };
    const auto high = [&](std::size_t e) { return std::max(contacts[e].i, contacts[e].j); };
    for (std::uint64_t draw = 0; static_cast<double>(remaining) > (1.0 - o.left_out) * static_cast<double>(m); ++draw) {
        const std::size_t centre = mixed(mixed(o.seed) ^ mixed((static_cast<std::uint64_t>(fold) << 32) + draw)) % m;
        for (std::size_t e = 0; e < m; ++e) {
            const bool near =
                std::abs(low(e) - low(centre)) <= o.window && std::abs(high(e) - high(centre)) <= o.window;
            if (!near || !kept[e]) continue;
            kept[e] = false;
            --remaining;
        }
    }
    return kept;
}

double distance(std::span<const double> trace, const CaRestraint& c) {
    double d2 = 0.0;
    for (int k = 0; k < 3; ++k) d2 += std::pow(trace[3 * c.i + k] - trace[3 * c.j + k], 2);
    return std::sqrt(d2);
}

/// Means over the folds; what no fold left out gets the mean of the others.
void average(std::vector<double>& sums, const std::vector<double>& count) {
    double total = 0.0, seen = 0.0;
    for (std::size_t e = 0; e < sums.size(); ++e) {
        if (count[e] == 0.0) continue;
        sums[e] /= count[e];
        total += sums[e];
        seen += 1.0;
    }
    for (std::size_t e = 0; e < sums.size(); ++e)
        if (count[e] == 0.0) sums[e] = seen > 0.0 ? total / seen : 0.0;
}

}  // namespace

HeldOut held_out(std::span<const std::int32_t> chain_starts, const std::vector<CaRestraint>& contacts,
                 std::span<const double> length_a, const HeldOutOptions& options) {
    if (!(options.left_out > 0.0 && options.left_out < 1.0))
        throw InputError("left_out is " + std::to_string(options.left_out) + "; it lies between 0 and 1");
    if (length_a.size() != contacts.size())
        throw InputError("there are " + std::to_string(contacts.size()) + " contacts but " +
                         std::to_string(length_a.size()) + " lengths");
    const std::size_t m = contacts.size();
    HeldOut result{std::vector<double>(m, 0.0), std::vector<double>(m, 0.0)};
    std::vector<double> count(m, 0.0);
    CaFoldOptions fold;
    fold.evidence = Evidence::doubted_contacts;
    fold.anneal_steps = options.anneal_steps;
    for (std::int32_t f = 0; f < options.folds && m > 0; ++f) {
        const auto kept = kept_contacts(contacts, options, f);
        std::vector<CaRestraint> used;
        std::vector<double> used_length;
        for (std::size_t e = 0; e < m; ++e)
            if (kept[e]) {
                used.push_back(contacts[e]);
                used_length.push_back(length_a[e]);
            }
        fold.seed = mixed(options.seed + static_cast<std::uint64_t>(f)) >> 8;
        const std::vector<double> all_believed(used.size(), 1.0);
        const auto trace = sketch_ca(chain_starts, used, used_length, all_believed, fold).positions_a;
        for (std::size_t e = 0; e < m; ++e) {
            if (kept[e]) continue;
            const double d = distance(trace, contacts[e]);
            const double excess = std::max(0.0, d - contacts[e].upper_a) / options.scale_a;
            result.agreement[e] += 1.0 / (1.0 + excess * excess);
            result.distance_a[e] += d;
            count[e] += 1.0;
        }
    }
    average(result.agreement, count);
    average(result.distance_a, count);
    return result;
}

}  // namespace prct
