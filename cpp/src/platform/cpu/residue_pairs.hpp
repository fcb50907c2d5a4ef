// Residues near each other, and the excluded volume between their sites (Eq. 7), a residue pair at a time.
#pragma once

#include <bit>
#include <span>

#include "pair_gradients.hpp"
#include "prct/base/thread_pool.hpp"
#include "prct/spatial/verlet_list.hpp"

namespace prct {

struct DonorAcceptor {
    std::int32_t donor, acceptor;
};

/// How near two sites must be to be listed.
template <class Real>
struct Reach {
    alignas(128) Real squared_a2[kSiteLanes][kSiteLanes] = {};
    float widest_a = 0;

    explicit Reach(double skin_a);
};

/// Verlet list of residue pairs, some sites of which are within reach of each other plus the skin.
template <class Real>
class ResiduePairs {
   public:
    ResiduePairs(const System& system, const Blocks& blocks, double skin_a);

    void reset() { fresh_ = false; }
    /// True when some site of [first, last) has moved more than half the skin since the build.
    bool moved(const std::vector<Real>& packed, int first, int last) const;

    /// A new list: `place` for all residues, then `prepare` on one thread, then `list_centres` on every rank, then
    /// `build_block` for every block, each when the one before is done.
    void place(const SiteArrays& sites, const std::vector<Real>& packed, int first, int last);
    void prepare();
    void list_centres(int rank, const ThreadPool& pool);
    void build_block(int block);
    /// Tells `out` which residues the pairs of `block` write to.
    void touch(int block, BlockGradient<Real>& out) const;

    /// Adds the gradient to `out`; returns the energy (Eq. 7 with ε = `strength`, kcal/mol).
    double repulsion(int block, Real strength, const std::vector<Real>& packed, std::vector<Real>& out) const;

    /// Pairs of residues owned by `block`.
    std::size_t count(int block) const { return rows_[block].partner.size() + rows_[block].row.size(); }
    const std::vector<DonorAcceptor>& hydrogen_bonds(int block) const { return rows_[block].hydrogen_bonds; }

   private:
    struct Row {
        std::int32_t first, last;
        std::int32_t near;  ///< residue i + 2 of the chain when it is in reach, else -1: one site pair is left out
    };
    struct Rows {
        std::vector<Row> row;
        std::vector<std::int32_t> partner, candidates;
        std::vector<DonorAcceptor> hydrogen_bonds;
    };

    float radius(int i) const { return std::bit_cast<float>(spheres_[4 * std::size_t(i) + 3]); }
    std::span<const std::int32_t> spheres_in_reach(int i, std::vector<std::int32_t>& found) const;
    bool within_reach(int i, int j) const;
    void list_hydrogen_bonds(int i, int j, Rows& rows) const;

    const System& system_;
    const Blocks& blocks_;
    Real skin_a_;
    Reach<Real> reach_;
    bool fresh_ = false;
    VerletList centres_;
    std::vector<Vec3<float>> centre_;
    std::vector<std::int32_t> spheres_;  ///< bits of x, y, z of CA and the radius about it that holds all sites
    std::vector<Real> built_at_;
    std::vector<Rows> rows_;
};

}  // namespace prct
