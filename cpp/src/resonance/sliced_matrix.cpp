#include "prct/resonance/sliced_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "prct/error.hpp"

namespace prct {

template <class T>
void check_rows(const SparseRows<T>& rows) {
    const std::size_t n = rows.size(), entries = rows.neighbor.size();
    if (rows.row_start.empty())
        throw InputError("row_start is empty; give N + 1 numbers, for no oscillators the one number 0");
    if (n > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw InputError("too many oscillators (" + std::to_string(n) + "); the limit is 2147483647");
    if (rows.weight.size() != entries)
        throw InputError("weight has " + std::to_string(rows.weight.size()) + " entries, neighbor has " +
                         std::to_string(entries) + "; give one weight a neighbor");
    if (rows.row_start.front() != 0 || rows.row_start.back() != static_cast<std::int64_t>(entries))
        throw InputError("row_start runs from " + std::to_string(rows.row_start.front()) + " to " +
                         std::to_string(rows.row_start.back()) + "; it must run from 0 to the number of neighbors, " +
                         std::to_string(entries));
    for (std::size_t i = 0; i < n; ++i)
        if (rows.row_start[i] > rows.row_start[i + 1])
            throw InputError("row_start falls at row " + std::to_string(i) + "; it must not decrease");
    for (std::size_t e = 0; e < entries; ++e) {
        if (rows.neighbor[e] < 0 || static_cast<std::size_t>(rows.neighbor[e]) >= n)
            throw InputError("neighbor[" + std::to_string(e) + "] is " + std::to_string(rows.neighbor[e]) +
                             "; indices run from 0 to " + std::to_string(n) + " - 1");
        if (!std::isfinite(rows.weight[e]))
            throw InputError("weight[" + std::to_string(e) + "] is not finite; give finite weights");
    }
}

template <class T>
std::vector<std::int32_t> rows_by_length(const SparseRows<T>& rows, std::size_t window) {
    std::vector<std::int32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    const auto length = [&](std::int32_t i) { return rows.row_start[i + 1] - rows.row_start[i]; };
    for (std::size_t begin = 0; begin < order.size(); begin += window) {
        const std::size_t end = std::min(begin + window, order.size());
        std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                         order.begin() + static_cast<std::ptrdiff_t>(end),
                         [&](std::int32_t a, std::int32_t b) { return length(a) > length(b); });
    }
    return order;
}

template <class T>
SlicedMatrix<T>::SlicedMatrix(const SparseRows<T>& rows) : size_(rows.size()) {
    check_rows(rows);
    row_ = rows_by_length(rows, window);
    row_.resize((size_ + rows_per_slice - 1) / rows_per_slice * rows_per_slice, -1);
    slice_start_.assign(1, 0);
    for (std::size_t slice = 0; slice < row_.size() / rows_per_slice; ++slice) {
        const std::int32_t* members = row_.data() + slice * rows_per_slice;
        const std::int64_t longest = rows.row_start[members[0] + 1] - rows.row_start[members[0]];
        for (std::int64_t k = 0; k < longest; ++k) {
            for (std::size_t r = 0; r < rows_per_slice; ++r) {
                const std::int32_t row = members[r];
                const bool filled = row >= 0 && rows.row_start[row] + k < rows.row_start[row + 1];
                const std::size_t entry = filled ? static_cast<std::size_t>(rows.row_start[row] + k) : 0;
                column_.push_back(filled ? rows.neighbor[entry] : std::max(row, 0));
                weight_.push_back(filled ? rows.weight[entry] : T(0));
            }
        }
        slice_start_.push_back(column_.size());
    }
}

template <class T>
std::size_t SlicedMatrix<T>::part_begin(std::size_t part, std::size_t parts) const {
    if (part >= parts) return slice_count();
    const std::size_t wanted = column_.size() / parts * part + column_.size() % parts * part / parts;
    const auto found = std::lower_bound(slice_start_.begin(), slice_start_.end(), wanted);
    return part == 0 ? 0 : std::min(static_cast<std::size_t>(found - slice_start_.begin()), slice_count());
}

template void check_rows(const SparseRows<float>&);
template void check_rows(const SparseRows<double>&);
template std::vector<std::int32_t> rows_by_length(const SparseRows<float>&, std::size_t);
template std::vector<std::int32_t> rows_by_length(const SparseRows<double>&, std::size_t);
template class SlicedMatrix<float>;
template class SlicedMatrix<double>;

}  // namespace prct
