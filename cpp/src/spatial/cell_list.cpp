#include "prct/spatial/cell_list.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

constexpr std::int32_t key_origin = 1 << 20;
constexpr double max_cell = key_origin - 2;  // a cell and its neighbours fit in 21 bits
// Rounding of x * cells_per_a is below 1e-10 cells up to max_cell; the margin keeps neighbours in neighbouring cells.
constexpr double edge_margin = 1.0 + 1e-6;

std::int32_t cell_along(float x, double cells_per_a) {
    return static_cast<std::int32_t>(std::fmin(std::fmax(std::floor(x * cells_per_a), -max_cell), max_cell));
}

// 21 bits an axis, x lowest: keys ascend in the order of the table.
std::uint64_t key_of(std::int32_t x, std::int32_t y, std::int32_t z) {
    const auto bits = [](std::int32_t c) { return static_cast<std::uint64_t>(c + key_origin); };
    return (bits(z) << 42) | (bits(y) << 21) | bits(x);
}

}  // namespace

CellList::Cell CellList::cell_of(const Vec3<float>& p) const {
    return {cell_along(p.x, cells_per_a_), cell_along(p.y, cells_per_a_), cell_along(p.z, cells_per_a_)};
}

void CellList::build(std::span<const Vec3<float>> positions_a, float min_edge_a) {
    if (!(min_edge_a > 0.0F) || !std::isfinite(min_edge_a))
        throw InputError("cell edge is " + std::to_string(min_edge_a) + " A; choose a positive, finite one");
    const std::size_t n = positions_a.size();
    cells_per_a_ = 1.0 / (edge_margin * min_edge_a);
    std::vector<Cell> cells(n);
    for (std::size_t i = 0; i < n; ++i) cells[i] = cell_of(positions_a[i]);
    low_ = high_ = n ? cells[0] : Cell{};
    for (const Cell& c : cells) {
        low_ = {std::min(low_.x, c.x), std::min(low_.y, c.y), std::min(low_.z, c.z)};
        high_ = {std::max(high_.x, c.x), std::max(high_.y, c.y), std::max(high_.z, c.z)};
    }
    order_.assign(n + padding, 0);
    const double box = (high_.x - low_.x + 1.0) * (high_.y - low_.y + 1.0) * (high_.z - low_.z + 1.0);
    if (box <= static_cast<double>(max_cells_per_point) * static_cast<double>(n) + 1.0)
        sort_by_table(cells);
    else
        sort_by_key(cells);
    for (auto* axis : {&x_, &y_, &z_}) axis->assign(n + padding, 0.0F);
    for (std::size_t place = 0; place < n; ++place) {
        const Vec3<float>& p = positions_a[order_[place]];
        x_[place] = p.x;
        y_[place] = p.y;
        z_[place] = p.z;
    }
}

void CellList::sort_by_table(const std::vector<Cell>& cells) {
    const std::int32_t nx = high_.x - low_.x + 1, ny = high_.y - low_.y + 1, nz = high_.z - low_.z + 1;
    const auto at = [&](const Cell& c) { return ((c.z - low_.z) * ny + (c.y - low_.y)) * nx + (c.x - low_.x); };
    table_.assign(static_cast<std::size_t>(nx) * ny * nz + 2, 0);
    // Counted two slots ahead, each slot is the running first place while points are placed, and right afterwards.
    for (const Cell& c : cells) ++table_[at(c) + 2];
    for (std::size_t k = 2; k < table_.size(); ++k) table_[k] += table_[k - 1];
    for (std::size_t i = 0; i < cells.size(); ++i) order_[table_[at(cells[i]) + 1]++] = static_cast<std::int32_t>(i);
    table_.pop_back();
    keys_.clear();
    key_first_.clear();
}

void CellList::sort_by_key(const std::vector<Cell>& cells) {
    // Neighbours in a chain share cells: stretches of points are sorted, not points.
    struct Stretch {
        std::uint64_t key;
        std::int32_t first, last;
    };
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::uint64_t key = key_of(cells[i].x, cells[i].y, cells[i].z);
        const auto point = static_cast<std::int32_t>(i);
        if (stretches.empty() || stretches.back().key != key) stretches.push_back({key, point, point});
        stretches.back().last = point + 1;
    }
    std::sort(stretches.begin(), stretches.end(),
              [](const Stretch& a, const Stretch& b) { return a.key != b.key ? a.key < b.key : a.first < b.first; });
    table_.clear();
    keys_.clear();
    key_first_.clear();
    std::int32_t place = 0;
    for (const Stretch& s : stretches) {
        if (keys_.empty() || keys_.back() != s.key) {
            keys_.push_back(s.key);
            key_first_.push_back(place);
        }
        for (std::int32_t i = s.first; i < s.last; ++i) order_[place++] = i;
    }
    key_first_.push_back(place);
    find_all_runs();
}

// Along the ascending keys the bounds of each of the nine runs ascend as well.
void CellList::find_all_runs() {
    const std::size_t cells = keys_.size();
    key_runs_.resize(9 * cells);
    for (int k = 0; k < 9; ++k) {
        const std::int64_t z = k / 3 - 1, y = k % 3 - 1;
        const auto shift = static_cast<std::uint64_t>(z * (std::int64_t{1} << 42) + y * (std::int64_t{1} << 21) - 1);
        std::size_t first = 0, last = 0;
        for (std::size_t c = 0; c < cells; ++c) {
            const std::uint64_t low = keys_[c] + shift;
            while (first < cells && keys_[first] < low) ++first;
            while (last < cells && keys_[last] <= low + 2) ++last;
            key_runs_[9 * c + k] = {key_first_[first], key_first_[last]};
        }
    }
}

const CellList::Run* CellList::known_runs(const Cell& cell) const {
    const std::uint64_t key = key_of(cell.x, cell.y, cell.z);
    const auto found = std::lower_bound(keys_.begin(), keys_.end(), key);
    return found != keys_.end() && *found == key ? key_runs_.data() + 9 * (found - keys_.begin()) : nullptr;
}

CellList::Run CellList::look_up_run(std::int32_t x, std::int32_t y, std::int32_t z) const {
    const std::int32_t first = std::max(x - 1, low_.x), last = std::min(x + 1, high_.x);
    if (first > last || y < low_.y || y > high_.y || z < low_.z || z > high_.z) return {0, 0};
    const std::int32_t nx = high_.x - low_.x + 1, ny = high_.y - low_.y + 1;
    const std::int32_t row = ((z - low_.z) * ny + (y - low_.y)) * nx - low_.x;
    return {table_[row + first], table_[row + last + 1]};
}

CellList::Run CellList::find_run(std::int32_t x, std::int32_t y, std::int32_t z) const {
    const auto first = std::lower_bound(keys_.begin(), keys_.end(), key_of(x - 1, y, z));
    const auto last = std::upper_bound(first, keys_.end(), key_of(x + 1, y, z));
    return {key_first_[first - keys_.begin()], key_first_[last - keys_.begin()]};
}

}  // namespace prct
