// A grid of cells that repeats in space: a point is in the cell of its coordinates modulo the grid, so that no box is
// needed. Points that meet by the repetition only cost a look.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/team.h"
#include "kernels/workspace.h"

namespace prct::device {

struct CellView {
    std::int32_t points;
    std::int32_t across;         ///< cells along an axis: a power of two, at least 4, so that neighbours differ
    float reach_a;               ///< of what is looked for
    std::int32_t* start;         ///< [across³ + 1] where a cell's points begin in `order`
    std::int32_t *cell, *place;  ///< [points] cell of a point, and its place there
    std::int32_t* order;         ///< [points] by cell
    Point* sphere;               ///< [points] in this order: where each stands, and its radius

    PRCT_DEVICE int cells() const { return across * across * across; }
};

/// What no thread of the launch writes: such loads may be moved past atomic additions.
PRCT_DEVICE Point read_only(const Point* p) {
#if defined(__CUDACC__) || defined(__CUDACC_RTC__)
    const float4 v = __ldg(reinterpret_cast<const float4*>(p));
    return {v.x, v.y, v.z, v.w};
#else
    return *p;
#endif
}

/// Edges are longer than the reach by what rounding makes of a coordinate within a thousand cells.
constexpr float kCellMargin = 1.001f;

PRCT_DEVICE float inverse_edge(const CellView& c, float largest_radius) {
    return 1.0f / (kCellMargin * (c.reach_a + 2.0f * largest_radius));
}

/// Cell along an axis; what is not finite has one, too.
PRCT_DEVICE int cell_along(const CellView& c, float x, float cells_per_a) {
    constexpr float most = 1e9f;
    return __float2int_rd(fminf(fmaxf(x * cells_per_a, -most), most)) & (c.across - 1);
}

PRCT_DEVICE int cell_row(const CellView& c, int y, int z) {
    return ((z & (c.across - 1)) * c.across + (y & (c.across - 1))) * c.across;
}

/// Sum of `mine` over the threads of lower rank; whole warps, `scratch` [kMostWarps] is shared.
PRCT_DEVICE int sum_before(const BlockTeam& team, int* scratch, int mine) {
    const WarpTeam warp;
    const int up_to = warp.sum_up_to(mine);
    if (warp.rank() == kWarp - 1) scratch[warp.number()] = up_to;
    team.sync();
    int sum = up_to - mine;
    for (int k = 0; k < warp.number(); ++k) sum += scratch[k];
    team.sync();
    return sum;
}

/// Counts of the cells to starts.
PRCT_DEVICE void scan_cells(const BlockTeam& team, const CellView& c, int* scratch) {
    const int cells = c.cells(), share = (cells + team.size() - 1) / team.size();
    const int first = min(cells, team.rank() * share), end = min(cells, first + share);
    int own = 0;
    for (int k = first; k < end; ++k) own += c.start[k];
    int sum = sum_before(team, scratch, own);
    for (int k = first; k < end; ++k) {
        const int here = c.start[k];
        c.start[k] = sum;
        sum += here;
    }
    if (team.rank() == 0) c.start[cells] = c.points;
    team.sync();
}

/// Sorts points into cells by the threads of one block; sphere_of(k) is point k with its radius. The order within a
/// cell is that of arrival: sums of forces do not depend on it.
template <class SphereOf>
PRCT_DEVICE void sort_cells(const BlockTeam& team, const CellView& c, float cells_per_a, int* scratch,
                            SphereOf&& sphere_of) {
    for (int k = team.rank(); k < c.cells(); k += team.size()) c.start[k] = 0;
    team.sync();
    for (int k = team.rank(); k < c.points; k += team.size()) {
        const Point p = sphere_of(k);
        const int cell = cell_row(c, cell_along(c, p.y, cells_per_a), cell_along(c, p.z, cells_per_a)) +
                         cell_along(c, p.x, cells_per_a);
        c.cell[k] = cell;
        c.place[k] = atomicAdd(c.start + cell, 1);
    }
    team.sync();
    scan_cells(team, c, scratch);
    for (int k = team.rank(); k < c.points; k += team.size()) {
        const int at = c.start[c.cell[k]] + c.place[k];
        c.order[at] = k;
        c.sphere[at] = sphere_of(k);
    }
}

/// Calls visit(first, end) for runs of `order` that hold all points of the 27 cells about a point.
template <class Visit>
PRCT_DEVICE void for_each_run(const CellView& c, const Point& at, float cells_per_a, Visit&& visit) {
    const int x = cell_along(c, at.x, cells_per_a), last = c.across - 1;
    const int y = cell_along(c, at.y, cells_per_a), z = cell_along(c, at.z, cells_per_a);
    const int first = max(x - 1, 0), end = min(x + 1, last) + 1;
    for (int k = 0; k < 9; ++k) {
        const int row = cell_row(c, y + k % 3 - 1, z + k / 3 - 1);
        visit(c.start[row + first], c.start[row + end]);
        if (x == 0) visit(c.start[row + last], c.start[row + last + 1]);
        if (x == last) visit(c.start[row], c.start[row + 1]);
    }
}

}  // namespace prct::device
