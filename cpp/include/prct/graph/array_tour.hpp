// A closed tour in an array, changed by reversing stretches of it; every change can be taken back.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace prct {

class ArrayTour {
   public:
    explicit ArrayTour(std::vector<std::int32_t> order) : order_(std::move(order)), position_(order_.size()) {
        for (std::int32_t p = 0; p < size(); ++p) position_[order_[p]] = p;
    }

    std::int32_t size() const { return static_cast<std::int32_t>(order_.size()); }
    const std::vector<std::int32_t>& order() const { return order_; }
    std::int32_t at(std::int32_t position) const { return order_[position]; }
    std::int32_t position(std::int32_t city) const { return position_[city]; }

    std::int32_t next(std::int32_t city) const {
        const auto p = position_[city] + 1;
        return order_[p == size() ? 0 : p];
    }
    std::int32_t previous(std::int32_t city) const {
        const auto p = position_[city];
        return order_[p == 0 ? size() - 1 : p - 1];
    }

    /// Whether b is met on the way from a forward to c, both included.
    bool between(std::int32_t a, std::int32_t b, std::int32_t c) const {
        const auto pa = position_[a], pb = position_[b], pc = position_[c];
        return pa <= pc ? pa <= pb && pb <= pc : pb >= pa || pb <= pc;
    }

    /// Reverse the stretch from `first` forward to `last`. Where the rest is shorter, the rest is reversed instead:
    /// the same ring, walked the other way.
    void reverse(std::int32_t first, std::int32_t last) {
        auto from = position_[first], to = position_[last];
        const auto length = to - from + (to < from ? size() : 0) + 1;
        if (2 * length > size()) {
            std::swap(from, to);
            from = from + 1 == size() ? 0 : from + 1;
            to = to == 0 ? size() - 1 : to - 1;
            if (length == size()) return;
        }
        reverse_positions(from, to);
        changes_.emplace_back(from, to);
    }

    /// Forget how to take back what has been done so far.
    void keep() { changes_.clear(); }

    /// Take back everything since keep().
    void undo() {
        for (; !changes_.empty(); changes_.pop_back()) reverse_positions(changes_.back().first, changes_.back().second);
    }

   private:
    void put(std::int32_t position, std::int32_t city) {
        order_[position] = city;
        position_[city] = position;
    }

    void swap_positions(std::int32_t p, std::int32_t q) {
        const auto city = order_[p];
        put(p, order_[q]);
        put(q, city);
    }

    void reverse_positions(std::int32_t from, std::int32_t to) {
        const auto length = to - from + (to < from ? size() : 0) + 1;
        if (from <= to) {
            for (; from < to; ++from, --to) swap_positions(from, to);
            return;
        }
        for (auto swaps = length / 2; swaps > 0; --swaps) {
            swap_positions(from, to);
            from = from + 1 == size() ? 0 : from + 1;
            to = to == 0 ? size() - 1 : to - 1;
        }
    }

    std::vector<std::int32_t> order_, position_;
    std::vector<std::pair<std::int32_t, std::int32_t>> changes_;
};

}  // namespace prct
