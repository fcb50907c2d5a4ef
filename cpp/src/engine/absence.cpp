#include "prct/engine/absence.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <string>

#include "prct/error.hpp"

namespace prct {

Absence::Absence(std::span<const std::int32_t> chain_starts, std::int32_t separation, std::span<const Pair> named)
    : separation_(separation), chain_(chain_starts.empty() ? 0 : chain_starts.back()) {
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c)
        std::fill(chain_.begin() + chain_starts[c], chain_.begin() + chain_starts[c + 1], static_cast<std::int32_t>(c));
    row_.assign(chain_.size() + 1, 0);
    for (std::size_t k = 0; k < named.size(); ++k) {
        const auto [i, j] = named[k];
        if (i < 0 || j < 0 || i >= size() || j >= size())
            throw InputError("named pair " + std::to_string(k + 1) + " joins residues " + std::to_string(i) + " and " +
                             std::to_string(j) + "; give 0-based positions up to " + std::to_string(size() - 1));
        ++row_[std::min(i, j) + 1];
    }
    std::partial_sum(row_.begin(), row_.end(), row_.begin());
    named_.resize(named.size());
    auto next = row_;
    for (const auto& [i, j] : named) named_[next[std::min(i, j)]++] = std::max(i, j);
    for (std::size_t i = 0; i + 1 < row_.size(); ++i) std::sort(named_.begin() + row_[i], named_.begin() + row_[i + 1]);
}

bool Absence::test(std::int32_t i, std::int32_t j) const {
    if (chain_[i] == chain_[j] && std::abs(i - j) < separation_) return false;
    const std::int32_t low = std::min(i, j);
    return !std::binary_search(named_.begin() + row_[low], named_.begin() + row_[low + 1], std::max(i, j));
}

}  // namespace prct
