// A graph of oscillators as the kernels read it: slices of 32 rows, in an order of their own.
#pragma once

#include <vector>

#include "kernels/kuramoto.h"
#include "prct/resonance/sliced_matrix.hpp"

namespace prct::cuda {

/// Rows are numbered anew, by falling length within windows, so that all arrays of a launch are read in order; columns
/// follow. Windows are small: oscillators that were near each other stay so. A slice takes the room of 32 times its
/// longest row.
struct SlicedRows {
    static constexpr std::size_t window = 256;

    /// Throws InputError as check_rows.
    explicit SlicedRows(const SparseRows<float>& rows);

    std::vector<std::int32_t> row;     ///< given number of the row at each place
    std::vector<std::int32_t> length;  ///< of the row at each place
    std::vector<long long> slice_start;
    std::vector<device::EntryPair> entry;

    std::size_t size() const { return row.size(); }
    /// Values by given numbers in the order of the places, and back.
    std::vector<float> placed(std::span<const float> given) const;
    void give_back(std::span<const float> placed, std::span<float> given) const;

   private:
    void fill(const SparseRows<float>& rows, const std::vector<std::int32_t>& place);
};

}  // namespace prct::cuda
