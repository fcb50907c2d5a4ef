// Local search for short closed tours: 2-opt, Or-opt and the other sequential exchanges of three edges on neighbour
// lists with a work queue (don't-look bits), then local double-bridge kicks that are taken back where they do not help.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "prct/graph/array_tour.hpp"
#include "prct/graph/nearest_neighbours.hpp"
#include "prct/graph/random_stream.hpp"

namespace prct {

/// `Distance` is callable as double(int32, int32), symmetric. The neighbour lists have one row a city.
/// Source: Lin and Kernighan, Oper. Res. 21, 498 (1973); Martin, Otto and Felten, Complex Systems 5, 299 (1991);
/// segment-limited kicks: Applegate, Cook and Rohe, INFORMS J. Comput. 15, 82 (2003).
template <class Distance>
class TourSearch {
   public:
    TourSearch(std::vector<std::int32_t> order, NeighbourLists neighbours, Distance distance, std::uint64_t seed)
        : tour_(std::move(order)),
          neighbours_(std::move(neighbours)),
          distance_(std::move(distance)),
          queued_(tour_.size(), 0),
          random_(seed) {
        least_gain_ = 1e-9 * length() / std::max(1, tour_.size());
    }

    const std::vector<std::int32_t>& order() const { return tour_.order(); }

    double length() const {
        double sum = 0;
        for (std::int32_t p = 0; p < tour_.size(); ++p) sum += distance_(tour_.at(p), tour_.next(tour_.at(p)));
        return sum;
    }

    /// Improve until no exchange of up to three edges within the neighbour lists shortens the tour.
    void descend() {
        if (tour_.size() < 4) return;
        for (std::int32_t p = 0; p < tour_.size(); ++p) enqueue(tour_.at(p));
        improve_queued();
        tour_.keep();
    }

    /// Double bridge: a [b..c][d..e][f..g] h becomes a [f..g][d..e][b..c] h for three short neighbouring stretches,
    /// which no exchange of three edges takes back. Then repair, and keep the outcome if it is no longer.
    void kick() {
        const auto n = tour_.size();
        if (n < 5) return;
        const auto longest = static_cast<std::uint32_t>(std::min(kLongestStretch, (n - 2) / 3));
        const auto start = static_cast<std::int32_t>(random_.below(n));
        std::int32_t ends[4] = {0};
        for (int k = 1; k < 4; ++k) ends[k] = ends[k - 1] + 1 + static_cast<std::int32_t>(random_.below(longest));
        const auto city = [&](std::int32_t offset) { return tour_.at((start + offset) % n); };
        const auto a = city(0), b = city(1), c = city(ends[1]), d = city(ends[1] + 1), e = city(ends[2]),
                   f = city(ends[2] + 1), g = city(ends[3]), h = city(ends[3] + 1);
        const double removed = distance_(a, b) + distance_(c, d) + distance_(e, f) + distance_(g, h);
        const double added = distance_(a, f) + distance_(g, d) + distance_(e, b) + distance_(c, h);
        swap_stretches({true}, a, b, e, f, g);
        swap_stretches(leading({true}, g, b), g, b, c, d, e);
        for (const auto v : {a, b, c, d, e, f, g, h}) enqueue(v);
        if (removed - added + improve_queued() < 0)
            tour_.undo();
        else
            tour_.keep();
    }

   private:
    static constexpr std::int32_t kLongestStretch = 100;

    /// The direction in which a move reads the tour; both are tried, by one body of code.
    struct Direction {
        bool forward;
    };

    struct Move {
        enum class Kind { none, two_opt, three_opt, swap_stretches, reverse_both } kind = Kind::none;
        double gain = 0;
        std::int32_t t3 = 0, t4 = 0, t5 = 0, t6 = 0;
    };

    std::int32_t next(Direction way, std::int32_t v) const { return way.forward ? tour_.next(v) : tour_.previous(v); }
    std::int32_t previous(Direction way, std::int32_t v) const {
        return way.forward ? tour_.previous(v) : tour_.next(v);
    }
    bool between(Direction way, std::int32_t a, std::int32_t b, std::int32_t c) const {
        return way.forward ? tour_.between(a, b, c) : tour_.between(c, b, a);
    }
    void reverse(Direction way, std::int32_t first, std::int32_t last) {
        way.forward ? tour_.reverse(first, last) : tour_.reverse(last, first);
    }

    /// Reversing a stretch may turn the whole ring around instead: the direction that still leads from v to w.
    Direction leading(Direction way, std::int32_t v, std::int32_t w) const {
        return next(way, v) == w ? way : Direction{!way.forward};
    }

    /// a [b..c][d..e] becomes a [d..e][b..c].
    void swap_stretches(Direction way, std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d, std::int32_t e) {
        reverse(way, b, e);
        way = leading(way, a, e);
        reverse(way, e, d);
        way = leading(way, a, d);
        reverse(way, c, b);
    }

    void enqueue(std::int32_t v) {
        if (queued_[v]) return;
        queued_[v] = 1;
        queue_.push_back(v);
    }

    /// Returns by how much the tour became shorter.
    double improve_queued() {
        double gained = 0;
        while (!queue_.empty()) {
            const auto v = queue_.back();
            queue_.pop_back();
            queued_[v] = 0;
            while (true) {
                const double gain = improve(v);
                if (gain == 0) break;
                gained += gain;
            }
        }
        return gained;
    }

    double improve(std::int32_t t1) {
        for (const Direction way : {Direction{true}, Direction{false}}) {
            const auto t2 = next(way, t1);
            const Move move = best_move(way, t1, t2);
            if (move.kind == Move::Kind::none) continue;
            apply(way, t1, t2, move);
            return move.gain;
        }
        return 0;
    }

    /// t1 t2 is removed, t2 t3 added, t3 t4 removed, then closed by t4 t1, or t4 t5 added, t5 t6 removed, closed by t6
    /// t1.
    Move best_move(Direction way, std::int32_t t1, std::int32_t t2) const {
        Move best;
        best.gain = least_gain_;
        const double d12 = distance_(t1, t2);
        for (const auto t3 : neighbours_.of(t2)) {
            const double open = d12 - distance_(t2, t3);
            if (open <= least_gain_) break;
            if (t3 == t1) continue;
            if (const auto t4 = previous(way, t3); t4 != t2) {
                const double partial = open + distance_(t3, t4);
                offer(best, Move::Kind::two_opt, partial - distance_(t4, t1), t3, t4, 0, 0);
                extend_reversed(best, way, partial, t1, t2, t3, t4);
            }
            if (const auto t4 = next(way, t3); t3 != t2 && t4 != t2)
                extend_split(best, way, open + distance_(t3, t4), t1, t2, t3, t4);
        }
        return best;
    }

    static void offer(Move& best, typename Move::Kind kind, double gain, std::int32_t t3, std::int32_t t4,
                      std::int32_t t5, std::int32_t t6) {
        if (gain > best.gain) best = {kind, gain, t3, t4, t5, t6};
    }

    /// After the 2-opt move the tour reads t1 [t4 .. t2] t3 ..; reverse a second stretch from t4 on.
    void extend_reversed(Move& best, Direction way, double partial, std::int32_t t1, std::int32_t t2, std::int32_t t3,
                         std::int32_t t4) const {
        for (const auto t5 : neighbours_.of(t4)) {
            const double open = partial - distance_(t4, t5);
            if (open <= best.gain) break;
            if (t5 == t1 || t5 == t3) continue;
            const bool in_reversed = between(way, t2, t5, t4);
            const auto t6 = in_reversed ? next(way, t5) : previous(way, t5);
            if (t6 == t4 || t5 == t4) continue;
            offer(best, Move::Kind::three_opt, open + distance_(t5, t6) - distance_(t6, t1), t3, t4, t5, t6);
        }
    }

    /// t2 t3 closes [t2 .. t3] to a ring of its own; t5 t6 opens it again, either way around.
    void extend_split(Move& best, Direction way, double partial, std::int32_t t1, std::int32_t t2, std::int32_t t3,
                      std::int32_t t4) const {
        for (const auto t5 : neighbours_.of(t4)) {
            const double open = partial - distance_(t4, t5);
            if (open <= best.gain) break;
            if (!between(way, t2, t5, t3)) continue;
            if (t5 != t3) {
                const auto t6 = next(way, t5);
                offer(best, Move::Kind::swap_stretches, open + distance_(t5, t6) - distance_(t6, t1), t3, t4, t5, t6);
            }
            if (t5 != t2) {
                const auto t6 = previous(way, t5);
                offer(best, Move::Kind::reverse_both, open + distance_(t5, t6) - distance_(t6, t1), t3, t4, t5, t6);
            }
        }
    }

    void apply(Direction way, std::int32_t t1, std::int32_t t2, const Move& m) {
        switch (m.kind) {
            case Move::Kind::two_opt:
                reverse(way, t2, m.t4);
                break;
            case Move::Kind::three_opt:
                reverse(way, t2, m.t4);
                reverse(leading(way, t1, m.t4), m.t4, m.t6);
                break;
            case Move::Kind::swap_stretches:
                swap_stretches(way, t1, t2, m.t5, m.t6, m.t3);
                break;
            case Move::Kind::reverse_both:
                reverse(way, t2, m.t6);
                reverse(leading(way, t1, m.t6), m.t5, m.t3);
                break;
            case Move::Kind::none:
                return;
        }
        for (const auto v : {t1, t2, m.t3, m.t4}) enqueue(v);
        if (m.kind != Move::Kind::two_opt)
            for (const auto v : {m.t5, m.t6}) enqueue(v);
    }

    ArrayTour tour_;
    NeighbourLists neighbours_;
    Distance distance_;
    std::vector<std::int32_t> queue_;
    std::vector<char> queued_;
    RandomStream random_;
    double least_gain_ = 0;
};

}  // namespace prct
