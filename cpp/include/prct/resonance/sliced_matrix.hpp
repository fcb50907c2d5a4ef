// A sparse matrix in slices of four rows, for sums over the neighbours of every oscillator.
//
// The four rows of a slice lie interleaved and padded to the longest of them, so that their sums run side by side.
// Rows are sorted by length within windows of `window` rows: little padding, and equal loop lengths in a row, while
// rows near each other stay near each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace prct {

/// A sparse matrix as it is handed in: compressed rows.
template <class T>
struct SparseRows {
    std::span<const std::int64_t> row_start;  ///< [N + 1], from 0 to the number of entries
    std::span<const std::int32_t> neighbor;   ///< [M], column of each entry, in [0, N)
    std::span<const T> weight;                ///< [M]

    std::size_t size() const { return row_start.empty() ? 0 : row_start.size() - 1; }
};

/// Throws InputError where the rows are not well formed or a weight is not finite.
template <class T>
void check_rows(const SparseRows<T>& rows);

/// Rows ordered by falling length within windows of this many rows, ties in their old order.
template <class T>
std::vector<std::int32_t> rows_by_length(const SparseRows<T>& rows, std::size_t window);

template <class T>
class SlicedMatrix {
   public:
    static constexpr std::size_t rows_per_slice = 4;
    static constexpr std::size_t window = 512;

    SlicedMatrix() = default;

    /// Throws as check_rows.
    explicit SlicedMatrix(const SparseRows<T>& rows);

    std::size_t size() const { return size_; }
    std::size_t slice_count() const { return slice_start_.empty() ? 0 : slice_start_.size() - 1; }

    /// First slice of part `part` of `parts`, parts having nearly equal numbers of entries.
    std::size_t part_begin(std::size_t part, std::size_t parts) const;

    /// For every row of slices [first, last): sums over the row of weight * pairs[2 column] and weight * pairs[2 column
    /// + 1], handed to sink(row, first sum, second sum). Defined in cpp/src/resonance/sliced_matrix_kernel.hpp, since
    /// it depends on the instruction set the library is built for.
    template <class Sink>
    void multiply_pairs(const T* pairs, std::size_t first, std::size_t last, Sink&& sink) const;

   private:
    std::size_t size_ = 0;
    std::vector<std::size_t> slice_start_;
    std::vector<std::int32_t> row_;     // row of each place in the slices, -1 = padding
    std::vector<std::int32_t> column_;  // [slice][entry][row of the slice]
    std::vector<T> weight_;             // the same; 0 = padding
};

extern template void check_rows(const SparseRows<float>&);
extern template void check_rows(const SparseRows<double>&);
extern template std::vector<std::int32_t> rows_by_length(const SparseRows<float>&, std::size_t);
extern template std::vector<std::int32_t> rows_by_length(const SparseRows<double>&, std::size_t);
extern template class SlicedMatrix<float>;
extern template class SlicedMatrix<double>;

}  // namespace prct
