// Eq. 10 on the cpu platform: pair potential and burial share one list of side-chain centroids.
#pragma once

#include "pair_gradients.hpp"
#include "prct/base/simd.hpp"
#include "prct/base/thread_pool.hpp"
#include "prct/spatial/verlet_list.hpp"

namespace prct {

/// Rows are full: what a side chain feels is summed by its own block, so that the burial of all is known one barrier
/// after the distances are, and nothing is written to another's rows.
template <class Real>
class SideChainKernel {
   public:
    SideChainKernel(const System& system, const Blocks& blocks, double skin_a);

    /// Takes over the centroids of [first, last).
    void load(const std::vector<Real>& packed, int first, int last);

    /// A new list whenever ResiduePairs has one: `prepare` on one rank, then `list_centroids` on every rank, then
    /// `build_block` for every block, each when the one before is done.
    void prepare();
    void list_centroids(int rank, const ThreadPool& pool);
    void build_block(int block);

    struct Energies {
        double pair, burial;
    };
    /// Distances, energies and burial of the residues of `block`, times these factors.
    Energies measure(int block, double pair_factor, double burial_factor);
    /// When all blocks are measured: adds the gradients at the side chains of `block`.
    void add(int block, std::vector<Real>& out) const;

   private:
    struct Rows {
        std::vector<std::int32_t> end, partner, curve;  ///< listed; curve: first cubic of the pair, see `curves_`
        std::vector<std::int32_t> near_end, near, near_curve;  ///< those that are in reach now
        std::vector<std::int32_t> near_r2;                     ///< bits of their rough squared distances
        std::vector<Real> pair_slope, step_slope;              ///< 2 dE/d(r²) and 2 ds/d(r²) of the near ones
    };
    int find_near(Rows& rows, int first, int last, int near_first, int i) const;
    simd::Vector<Real> squared_distance(const Rows& rows, int m, const Real* at) const;
    template <bool with_pair>
    double measure_row(Rows& rows, int first, int last, int i, Real pair_factor, Real& count) const;

    const System& system_;
    const Blocks& blocks_;
    VerletList list_;
    std::vector<float> rough_;  ///< `points_` in single precision
    std::vector<Real> points_;  ///< [N + 1] of x, y, z, 0; the last one lies far from everything
    std::vector<Real> pulls_;   ///< the same with dV_solv/dn in the fourth place
    std::vector<Real>
        curves_;              ///< [type][type][interval] of four coefficients in the place on the interval, then zeros
    std::vector<Rows> rows_;  ///< of each block; every row begins and ends at whole vectors
};

}  // namespace prct
