#include "platform/sliced_rows.hpp"

namespace prct::cuda {

SlicedRows::SlicedRows(const SparseRows<float>& rows) {
    check_rows(rows);
    row = rows_by_length(rows, window);
    std::vector<std::int32_t> place(row.size());
    for (std::size_t p = 0; p < row.size(); ++p) {
        place[static_cast<std::size_t>(row[p])] = static_cast<std::int32_t>(p);
        length.push_back(static_cast<std::int32_t>(rows.row_start[row[p] + 1] - rows.row_start[row[p]]));
    }
    fill(rows, place);
}

void SlicedRows::fill(const SparseRows<float>& rows, const std::vector<std::int32_t>& place) {
    static_assert(window % device::kWarp == 0, "a slice lies within one window, so that its first row is the longest");
    for (std::size_t first = 0; first < row.size(); first += device::kWarp) {
        slice_start.push_back(static_cast<long long>(entry.size()));
        const std::size_t pairs = static_cast<std::size_t>(length[first] + 1) / 2;
        entry.resize(entry.size() + pairs * device::kWarp, device::EntryPair{});
    }
    for (std::size_t p = 0; p < row.size(); ++p) {
        device::EntryPair* at = entry.data() + slice_start[p / device::kWarp] + p % device::kWarp;
        const auto begin = static_cast<std::size_t>(rows.row_start[row[p]]);
        // A column of its own for the odd end: it is in reach whatever the phases.
        for (int k = 0; k < length[p]; k += 2, at += device::kWarp)
            for (int b = 0; b < 2; ++b) {
                const bool filled = k + b < length[p];
                const std::size_t e = begin + static_cast<std::size_t>(filled ? k + b : 0);
                at->column[b] = filled ? place[static_cast<std::size_t>(rows.neighbor[e])] : static_cast<int>(p);
                at->weight[b] = filled ? rows.weight[e] : 0.0f;
            }
    }
}

std::vector<float> SlicedRows::placed(std::span<const float> given) const {
    std::vector<float> out(size());
    for (std::size_t p = 0; p < size(); ++p) out[p] = given[static_cast<std::size_t>(row[p])];
    return out;
}

void SlicedRows::give_back(std::span<const float> placed, std::span<float> given) const {
    for (std::size_t p = 0; p < size(); ++p) given[static_cast<std::size_t>(row[p])] = placed[p];
}

}  // namespace prct::cuda
