// A system that fills a GPU: its numbers in device memory, and what its kernels share.
#pragma once

#include "kernels/belief.h"
#include "kernels/cells.h"
#include "kernels/edge_view.h"
#include "kernels/langevin.h"
#include "kernels/schedule.h"
#include "kernels/system_view.h"
#include "kernels/team.h"
#include "kernels/workspace.h"

namespace prct::device {

/// Sites of a residue lie in as many places of 16 bytes: one line of the cache.
constexpr int kPlaces = 8;
/// Bits that number a place; the rest of an entry says more.
constexpr int kPlaceBits = 24;
constexpr int kLargestSystem = 1 << (kPlaceBits - 3);

/// Pairs by rows: row i holds the partners that are i's business, each pair in one row. The longest rows come first, as
/// their blocks start first.
enum RowKind { kChargeRows, kSolidRows, kSideChainRows, kDipoleRows, kAbsentRows, kRowKinds };

struct RowList {
    std::uint32_t* entry;  ///< [rows][stride]
    std::int32_t* length;  ///< [rows] how many there would be
    std::int32_t stride;
    std::int32_t wanted;  ///< 0: its term is not asked for
};

/// Of the pair i, j the row is that of the lower in half of the cases: rows are of like lengths.
PRCT_HD bool owns(int i, int j) { return (i < j) == (((i + j) & 1) != 0); }

/// What kernels tell each other and the host.
struct LargeControl {
    Step now;               ///< what the step that is being made needs
    long long first, next;  ///< steps: first of the block; that of the next evaluation
    Conditions conditions;  ///< temperature of the step; scales of its forces, which are those of the step before
    std::int32_t rebuild;   ///< lists do not hold
    std::int32_t blown_up;
    std::int32_t largest_radius;  ///< bits of the farthest site's distance from its CA
    std::int32_t count[kLists], list_need[kLists];
    std::int32_t row_need[kRowKinds];
    unsigned long long energy[kTerms];
    unsigned long long squares;  ///< Σ v² in 2⁻²⁰ (Å/ps)²
};

/// Blocks of a launch that serve a part: [end of the part before, end).
constexpr int kPairParts = kRowKinds;
enum LocalPart { kBackbonePart, kBondPart, kRestraintPart, kOrientationPart, kBurialPart, kLocalParts };

struct LargeTask {
    const SystemView* system;
    const KeyframeView* keyframes;
    Belief belief;
    EdgeView edges;  ///< its saved numbers are where a block begins
    LargeControl* control;
    float *sites, *velocities, *pull, *gradient;
    int *forces, *neighbours;
    Point *packed, *built_at;             ///< [residues][kPlaces]; w: a site's charge, and the radius at CA
    float *positions, *saved_velocities;  ///< [9 residues]; where a block begins, or null
    ListView lists;                       ///< of which only the hydrogen bonds are used
    RowList rows[kRowKinds];
    CellView residue_cells, charge_cells;
    long long total_steps;
    std::int32_t keyframe_count;
    std::int32_t pair_part_end[kPairParts], local_part_end[kLocalParts];

    PRCT_DEVICE Workspace work() const {
        return {sites, forces, neighbours, pull, control->energy, control->count, control->list_need, lists};
    }
    PRCT_DEVICE int* force_at(int place) const { return forces + 3 * (place / kPlaces * kSites + place % kPlaces); }
};

/// Which pair of solid sites an entry of a row is, above its place.
constexpr int kKindShift = 27;

constexpr double kSquareUnits = 1048576.0;

/// Calls run(part, first block, end) for the part that this block serves.
template <int kParts, class Run>
PRCT_DEVICE void serve_part(const std::int32_t (&end)[kParts], Run&& run) {
    const int block = static_cast<int>(blockIdx.x);
    int part = 0;
    while (part < kParts - 1 && block >= end[part]) ++part;
    run(part, part == 0 ? 0 : end[part - 1], end[part]);
}

}  // namespace prct::device
