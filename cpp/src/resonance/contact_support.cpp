#include "prct/resonance/contact_support.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace prct {

namespace {

struct Place {
    std::int32_t i, j, chain_i, chain_j;
};

std::vector<Place> places(std::span<const std::int32_t> starts, std::span<const CaRestraint> contacts) {
    const auto chain = [&](std::int32_t v) {
        return static_cast<std::int32_t>(std::ranges::upper_bound(starts, v) - starts.begin());
    };
    std::vector<Place> all;
    for (const auto& c : contacts) {
        const std::int32_t i = std::min(c.i, c.j), j = std::max(c.i, c.j);
        all.push_back({i, j, chain(i), chain(j)});
    }
    return all;
}

}  // namespace

ContactSupport::ContactSupport(std::span<const std::int32_t> chain_starts, std::span<const CaRestraint> contacts,
                               double spread_residues)
    : row_{0} {
    const auto place = places(chain_starts, contacts);
    const auto reach = static_cast<std::int32_t>(std::ceil(3.0 * spread_residues));
    std::vector<std::int32_t> by_i(place.size());
    std::iota(by_i.begin(), by_i.end(), 0);
    std::ranges::stable_sort(by_i, {}, [&](std::int32_t e) { return place[e].i; });
    for (std::size_t e = 0; e < place.size(); ++e) {
        const auto& p = place[e];
        auto at = std::ranges::lower_bound(by_i, p.i - reach, {}, [&](std::int32_t o) { return place[o].i; });
        for (; at != by_i.end() && place[*at].i <= p.i + reach; ++at) {
            const auto& q = place[*at];
            const std::int32_t di = q.i - p.i, dj = q.j - p.j;
            const bool itself = *at == static_cast<std::int32_t>(e);
            if (itself || std::abs(dj) > reach || q.chain_i != p.chain_i || q.chain_j != p.chain_j) continue;
            // Eq. 18
            neighbours_.push_back({*at, std::exp(-(di * di + dj * dj) / (2.0 * spread_residues * spread_residues))});
        }
        row_.push_back(static_cast<std::int64_t>(neighbours_.size()));
    }
}

std::vector<double> ContactSupport::sum(std::span<const double> a) const {
    std::vector<double> s(size(), 0.0);
    for (std::size_t e = 0; e < size(); ++e)
        for (std::int64_t k = row_[e]; k < row_[e + 1]; ++k) s[e] += neighbours_[k].kernel * a[neighbours_[k].contact];
    return s;
}

std::vector<double> ContactSupport::with_structure(std::span<const double> saturation) const {
    auto alpha = sum(saturation);
    for (std::size_t e = 0; e < size(); ++e) {
        const double s2 = alpha[e] * alpha[e];
        alpha[e] = saturation[e] * (0.3 + 0.7 * s2 / (s2 + 1.0));  // Eq. 19
    }
    return alpha;
}

}  // namespace prct
