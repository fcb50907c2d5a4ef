// Forces of the CA chain: the double loop that is the oracle, and the fast path over neighbour lists.
#pragma once

#include <memory>
#include <vector>

#include "prct/base/thread_pool.hpp"
#include "prct/engine/ca_chain_model.hpp"

namespace prct {

/// Coordinates by axis, padded so that vectors may be read and written past the last bead.
struct BeadArrays {
    static constexpr int padding = 16;
    std::vector<double> x, y, z;

    explicit BeadArrays(int beads = 0) : x(beads + padding), y(x), z(x) {}
};

/// Owner computes: each bead's force is one sum in a fixed order, whoever computes it.
///
/// A team drives it. In every step each rank calls `place` for its beads; after a barrier, if any rank was told so,
/// rank 0 calls `prepare_list` and, after another, each rank `build_list` and a barrier; then each rank calls
/// `compute`. Ranges begin and end at multiples of `block` beads or at the last bead.
class CaChainForces {
   public:
    static constexpr int block = 16;

    virtual ~CaChainForces() = default;

    /// Take over the positions of beads [first, last); true when the list no longer holds for one of them.
    virtual bool place(const BeadArrays& at_a, int first, int last) = 0;
    virtual void prepare_list(const BeadArrays& at_a) { (void)at_a; }
    virtual void build_list(int rank, const ThreadPool& pool) { (void)rank, (void)pool; }
    /// Cut the beads into `parts` ranges of about equal work: parts + 1 bounds.
    virtual std::vector<int> balanced_cuts(int parts) const = 0;
    /// Forces in kcal/mol/Å on beads [first, last).
    virtual void compute(const BeadArrays& at_a, BeadArrays& force, int first, int last) const = 0;
    /// Energies at the positions placed last, with a list that holds for them.
    virtual CaChainEnergy energy(const BeadArrays& at_a) const = 0;
};

/// Plain loops over all pairs in double.
std::unique_ptr<CaChainForces> make_ca_chain_reference(const CaChainModel& model);

/// Neighbour lists and vectors; pair work in T (float or double), bonds and the sums over both in double. A bead's pair
/// forces are summed lane by lane in T, at most a sixteenth of its neighbours each, and then across lanes.
template <class T>
std::unique_ptr<CaChainForces> make_ca_chain_fast(const CaChainModel& model, double skin_a);

}  // namespace prct
