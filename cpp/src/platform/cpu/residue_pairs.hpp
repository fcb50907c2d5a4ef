// Residues near each other, and the excluded volume between their sites (Eq. 7), a residue pair at a time.
#pragma once

#include "pair_gradients.hpp"
#include "prct/base/thread_pool.hpp"
#include "prct/spatial/verlet_list.hpp"

namespace prct {

struct DonorAcceptor {
    std::int32_t donor, acceptor;
};

/// Verlet list of residue pairs, some sites of which are within reach of each other plus the skin.
template <class Real>
class ResiduePairs {
   public:
    ResiduePairs(const System& system, const Blocks& blocks);

    void reset() { fresh_ = false; }
    /// True when some site of [first, last) has moved more than half the skin since the build.
    bool moved(const std::vector<Real>& packed, int first, int last) const;

    /// On one thread, then `build_block` for every block.
    void prepare(const SiteArrays& sites, const std::vector<Real>& packed);
    void build_block(int block);
    /// Tells `out` which residues the pairs of `block` write to.
    void touch(int block, BlockGradient<Real>& out) const;

    /// Adds the gradient to `out`; returns the energy (Eq. 7 with ε = `strength`, kcal/mol).
    double repulsion(int block, Real strength, const std::vector<Real>& packed, std::vector<Real>& out) const;

    const std::vector<DonorAcceptor>& hydrogen_bonds(int block) const { return rows_[block].hydrogen_bonds; }

   private:
    struct Row {
        std::int32_t first, last;
        std::int32_t near;  ///< residue i + 2 of the chain when it is in reach, else -1: one site pair is left out
    };
    struct Rows {
        std::vector<Row> row;
        std::vector<std::int32_t> partner;
        std::vector<DonorAcceptor> hydrogen_bonds;
    };

    bool within_reach(int i, int j) const;
    void list_hydrogen_bonds(int i, int j, Rows& rows) const;

    const System& system_;
    const Blocks& blocks_;
    bool fresh_ = false;
    VerletList centres_;
    std::vector<Vec3<float>> centre_;
    std::vector<float> radius_;
    std::vector<Real> built_at_;
    std::vector<Rows> rows_;
};

}  // namespace prct
