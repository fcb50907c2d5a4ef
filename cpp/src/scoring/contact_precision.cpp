#include "prct/scoring/contact_precision.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "prct/error.hpp"

namespace prct {

double ContactPrecision::precision() const {
    return counted > 0 ? static_cast<double>(correct) / static_cast<double>(counted)
                       : std::numeric_limits<double>::quiet_NaN();
}

ContactPrecision contact_precision(std::span<const PredictedContact> predicted, std::span<const Vec3<double>> native_cb,
                                   int min_separation, std::size_t n_top) {
    const auto length = static_cast<std::int64_t>(native_cb.size());
    std::vector<PredictedContact> usable;
    for (auto contact : predicted) {
        if (contact.i > contact.j) std::swap(contact.i, contact.j);
        if (contact.i < 0 || contact.j >= length)
            throw InputError("predicted contact (" + std::to_string(contact.i) + ", " + std::to_string(contact.j) +
                             ") lies outside 0.." + std::to_string(length - 1) + "; number residues from 0");
        if (std::isnan(contact.score))
            throw InputError("predicted contact (" + std::to_string(contact.i) + ", " + std::to_string(contact.j) +
                             ") has no score; leave unknown pairs out");
        if (contact.j - contact.i < min_separation) continue;
        if (std::isnan(norm2(native_cb[contact.i] - native_cb[contact.j]))) continue;
        usable.push_back(contact);
    }
    const auto position = [](const PredictedContact& a, const PredictedContact& b) {
        return a.i != b.i ? a.i < b.i : a.j < b.j;
    };
    std::sort(usable.begin(), usable.end(),
              [&](const auto& a, const auto& b) { return position(a, b) || (!position(b, a) && a.score > b.score); });
    const auto same = [](const auto& a, const auto& b) { return a.i == b.i && a.j == b.j; };
    usable.erase(std::unique(usable.begin(), usable.end(), same), usable.end());
    std::stable_sort(usable.begin(), usable.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    usable.resize(std::min(n_top, usable.size()));
    ContactPrecision result;
    result.counted = static_cast<std::int64_t>(usable.size());
    for (const auto& contact : usable)
        result.correct += norm2(native_cb[contact.i] - native_cb[contact.j]) < contact_cutoff_a * contact_cutoff_a;
    return result;
}

}  // namespace prct
