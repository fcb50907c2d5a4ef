// A set of small integers that gives its least member at once: a bitset of bitsets, 64-fold a level.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace prct {

class IndexSet {
   public:
    /// An empty set able to hold 0..capacity-1.
    explicit IndexSet(std::int32_t capacity) {
        do {
            capacity = (capacity + 63) / 64;
            levels_.emplace_back(capacity, 0);
        } while (capacity > 1);
    }

    bool empty() const { return size_ == 0; }

    /// `i` must not be a member.
    void insert(std::int32_t i) {
        ++size_;
        for (auto& words : levels_) {
            auto& word = words[i >> 6];
            const bool known_above = word != 0;
            word |= std::uint64_t{1} << (i & 63);
            if (known_above) return;
            i >>= 6;
        }
    }

    /// `i` must be a member.
    void erase(std::int32_t i) {
        --size_;
        for (auto& words : levels_) {
            auto& word = words[i >> 6];
            word &= ~(std::uint64_t{1} << (i & 63));
            if (word != 0) return;
            i >>= 6;
        }
    }

    /// The least member; the set must not be empty.
    std::int32_t first() const {
        std::int32_t i = 0;
        for (auto level = levels_.rbegin(); level != levels_.rend(); ++level)
            i = i * 64 + std::countr_zero((*level)[i]);
        return i;
    }

   private:
    std::vector<std::vector<std::uint64_t>> levels_;
    std::int64_t size_ = 0;
};

}  // namespace prct
