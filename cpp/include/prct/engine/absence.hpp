// Eq. 9a: which pairs are known not to be in contact.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace prct {

/// Pairs that are known *not* to be contacts (Eq. 9a): all of two chains or at least `separation` apart in one, except
/// those named. Memory is that of the names, however long the chains. Empty when nothing is known.
class Absence {
   public:
    struct Pair {
        std::int32_t i, j;
    };

    Absence() = default;
    /// Names may come in any order, either way round and more than once. Throws InputError for one out of range.
    Absence(std::span<const std::int32_t> chain_starts, std::int32_t separation, std::span<const Pair> named);

    bool test(std::int32_t i, std::int32_t j) const;
    bool empty() const { return row_.empty(); }
    std::int32_t size() const { return static_cast<std::int32_t>(chain_.size()); }

    std::int32_t separation() const { return separation_; }
    /// Residues above i that are named with it, ascending.
    std::span<const std::int32_t> named_above(std::int32_t i) const {
        return std::span(named_).subspan(row_[i], row_[i + 1] - row_[i]);
    }

   private:
    std::int32_t separation_ = 0;
    std::vector<std::int32_t> chain_, named_;
    std::vector<std::int64_t> row_;  ///< names of i with a higher residue: named_[row_[i]] .. named_[row_[i + 1]]
};

}  // namespace prct
