// Eq. 32: neighbour lists with a skin.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "prct/base/thread_pool.hpp"
#include "prct/spatial/cell_list.hpp"

namespace prct {

/// half: each pair once, in the row of its lower index. full: each pair in both rows, so that the owner of a row
/// computes its whole sum and nothing is scattered.
enum class PairRows { half, full };

/// Rows of neighbours within cutoff + skin of each point, valid until some point has moved more than half the skin.
///
/// The order within a row is that of the cells, hence a function of positions, cutoff and skin alone. Points at one
/// place are neighbours like any others. Positions must be finite.
class VerletList {
   public:
    /// Rows are padded to a multiple of `row_multiple` with `size()`, the index of a point that callers place far away.
    /// Throws InputError unless cutoff_a > 0, skin_a >= 0 (both finite) and row_multiple >= 1.
    VerletList(float cutoff_a, float skin_a, PairRows rows, int row_multiple = 1);

    /// List the neighbours, leaving out pairs with exclude(i, j); `exclude` is symmetric and may be called from all
    /// threads of `pool`. The result does not depend on the pool.
    template <class Exclude>
    void build(std::span<const Vec3<float>> positions_a, Exclude&& exclude, ThreadPool* pool = nullptr) {
        prepare(positions_a);
        if (!pool) {
            fill(0, chunk_count(), exclude);
            return;
        }
        pool->run([&](int rank) { build_part(rank, *pool, exclude); });
    }

    /// The two halves of `build`, for work that is already on a team: `prepare` on one rank, a barrier, then every rank
    /// its part, and a barrier before the rows are read.
    void prepare(std::span<const Vec3<float>> positions_a);
    template <class Exclude>
    void build_part(int rank, const ThreadPool& pool, Exclude&& exclude) {
        const auto [first, last] = pool.part(rank, chunk_count());
        fill(first, last, exclude);
    }

    /// True when a point has moved more than half the skin since the build, or the number of points has changed.
    bool needs_rebuild(std::span<const Vec3<float>> positions_a) const;

    int size() const { return static_cast<int>(built_at_a_.size()); }
    /// From the next build on. Throws InputError unless cutoff_a > 0 and finite.
    void set_cutoff(float cutoff_a);
    float cutoff_a() const { return cutoff_a_; }
    float skin_a() const { return skin_a_; }
    std::size_t pair_count() const;

    /// Neighbours of i, without padding.
    std::span<const std::int32_t> row(int i) const {
        return {chunks_[i / chunk_rows].data() + start_[i], static_cast<std::size_t>(count_[i])};
    }
    /// Neighbours of i with padding.
    std::span<const std::int32_t> padded_row(int i) const {
        const int padded = (count_[i] + row_multiple_ - 1) / row_multiple_ * row_multiple_;
        return {chunks_[i / chunk_rows].data() + start_[i], static_cast<std::size_t>(padded)};
    }

   private:
    // Rows are stored in chunks that grow on their own, so that threads fill them without a count beforehand.
    static constexpr int chunk_rows = 64;

    int chunk_count() const { return static_cast<int>(chunks_.size()); }
    int collect(int i, std::vector<std::int32_t>& chunk, int used) const;

    template <class Exclude>
    void fill(int first_chunk, int last_chunk, Exclude&& exclude) {
        for (int c = first_chunk; c < last_chunk; ++c) {
            int used = 0;
            const int last_row = std::min((c + 1) * chunk_rows, size());
            for (int i = c * chunk_rows; i < last_row; ++i) {
                const int candidates = collect(i, chunks_[c], used);
                std::int32_t* row = chunks_[c].data() + used;
                int kept = 0;
                for (int k = 0; k < candidates; ++k) {
                    const std::int32_t j = row[k];
                    row[kept] = j;
                    kept += j != i && !exclude(i, static_cast<int>(j));
                }
                start_[i] = used;
                count_[i] = kept;
                for (; kept % row_multiple_ != 0; ++kept) row[kept] = size();
                used += kept;
            }
        }
    }

    float cutoff_a_, skin_a_;
    PairRows rows_;
    int row_multiple_;
    CellList cells_;
    std::vector<Vec3<float>> built_at_a_;
    std::vector<std::vector<std::int32_t>> chunks_;
    std::vector<std::int32_t> start_, count_;
};

}  // namespace prct
