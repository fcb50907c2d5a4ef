// The CA chain in motion: velocity Verlet (Eq. 26) and Langevin dynamics (Eq. 25).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "prct/base/thread_pool.hpp"
#include "prct/engine/ca_chain_forces.hpp"

namespace prct {

/// How pair forces are computed: plain double loops; neighbour lists in single precision; the same in double.
enum class CaChainPath { reference, mixed, full };

struct CaChainOptions {
    CaChainPath path = CaChainPath::mixed;
    double step_ps = 0.01;
    double temperature_k = 300.0;
    double friction_per_ps = 0.0;  ///< 0: velocity Verlet, conserves energy; else BAOAB
    std::uint64_t seed = 1;
    double skin_a = 2.0;
    int threads = 1;

    /// Throws InputError naming the first number that cannot be used.
    void validate() const;
};

/// Positions and velocities are double; nothing depends on the number of threads. With `mixed`, forces are within 1e-5
/// of the reference (of the rms force) for boxes below about 1,000 Å; pair positions are rounded to 2⁻³⁰ of the box.
class CaChainSimulation {
   public:
    /// Positions in Å, velocities in Å/ps, one a bead. Throws InputError for sizes that differ or non-finite numbers.
    CaChainSimulation(CaChainModel model, const CaChainOptions& options, std::span<const Vec3<double>> positions_a,
                      std::span<const Vec3<double>> velocities_a_per_ps);

    /// Throws NumericsError when a coordinate is no longer finite.
    void run(std::int64_t steps);

    std::vector<Vec3<double>> positions_a() const;
    std::vector<Vec3<double>> velocities_a_per_ps() const;
    /// kcal/mol/Å.
    std::vector<Vec3<double>> forces() const;
    CaChainEnergy potential_energy() const { return forces_->energy(at_a_); }
    double kinetic_energy() const;
    std::int64_t step() const { return step_; }
    std::int64_t list_builds() const { return list_builds_; }
    int size() const { return model_.size(); }

   private:
    void drift_and_kick(int first, int last, std::int64_t step);
    void thermalise(int first, int last, std::int64_t step);
    void kick(int first, int last);
    void build_list(int rank);
    void advance(int rank, std::int64_t steps);
    void check_finite() const;

    CaChainModel model_;
    CaChainOptions options_;
    std::unique_ptr<CaChainForces> forces_;
    ThreadPool pool_;
    BeadArrays at_a_, velocity_, force_;
    std::vector<int> cuts_;
    struct alignas(64) Flag {
        bool set = false;
    };
    std::vector<Flag> moved_;  // by rank
    std::int64_t step_ = 0, list_builds_ = 0;
};

/// Maxwell velocities in Å/ps without net momentum.
std::vector<Vec3<double>> ca_chain_velocities(int bead_count, double mass_da, double temperature_k, std::uint64_t seed);

}  // namespace prct
