// Eq. 32: points sorted into cubic cells; whatever lies within one cell edge of a point is in its 27 cells.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/physics/vec3.h"

namespace prct {

/// A grid without periodic boundaries.
///
/// Points are ordered by cell, x fastest, and by index within a cell, so that three neighbouring cells of a row are one
/// run. A point stands at a *place* of that order. While the box holds at most `max_cells_per_point` cells a point, the
/// rows are found in a table; else, for points flung far apart, by bisection over the occupied cells. Memory is O(N)
/// for any positions. Cell indices are bounded by ±2^20: points further out share the outermost cells, which is slow
/// and still correct. Positions must be finite.
class CellList {
   public:
    static constexpr std::int32_t max_cells_per_point = 4;
    static constexpr int padding = 16;

    /// Sort `positions_a` into cells at least `min_edge_a` wide. Throws InputError unless 0 < min_edge_a < inf.
    void build(std::span<const Vec3<float>> positions_a, float min_edge_a);

    int size() const { return static_cast<int>(x_.size()) - padding; }
    /// The point at each place, and its coordinates; all followed by `padding` further entries, so that a vector may be
    /// read at any place.
    const std::int32_t* order() const { return order_.data(); }
    const float* x() const { return x_.data(); }
    const float* y() const { return y_.data(); }
    const float* z() const { return z_.data(); }

    /// Call visit(first, last) for up to nine runs of places, which together hold each point of the 27 cells about
    /// `position_a` once.
    template <class Visit>
    void visit_runs(const Vec3<float>& position_a, Visit&& visit) const {
        const Cell c = cell_of(position_a);
        const Run* known = table_.empty() ? known_runs(c) : nullptr;
        for (std::int32_t z = c.z - 1; z <= c.z + 1; ++z)
            for (std::int32_t y = c.y - 1; y <= c.y + 1; ++y) {
                const Run run = known ? *known++ : table_.empty() ? find_run(c.x, y, z) : look_up_run(c.x, y, z);
                if (run.first < run.last) visit(run.first, run.last);
            }
    }

   private:
    struct Cell {
        std::int32_t x, y, z;
    };
    struct Run {
        int first, last;
    };

    Cell cell_of(const Vec3<float>& position_a) const;
    Run look_up_run(std::int32_t x, std::int32_t y, std::int32_t z) const;
    Run find_run(std::int32_t x, std::int32_t y, std::int32_t z) const;
    const Run* known_runs(const Cell& cell) const;
    void find_all_runs();
    void sort_by_table(const std::vector<Cell>& cells);
    void sort_by_key(const std::vector<Cell>& cells);

    double cells_per_a_ = 1.0;
    Cell low_{}, high_{};
    std::vector<std::int32_t> order_;
    std::vector<std::int32_t> table_;      // first place of each cell of the box, one more at the end
    std::vector<std::uint64_t> keys_;      // occupied cells, ascending
    std::vector<std::int32_t> key_first_;  // their first places, one more at the end
    std::vector<Run> key_runs_;            // nine runs about each of them, in the order of visit_runs
    std::vector<float> x_ = std::vector<float>(padding), y_ = x_, z_ = x_;
};

}  // namespace prct
