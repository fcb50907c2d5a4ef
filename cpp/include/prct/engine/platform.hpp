// Where forces are computed. A platform makes contexts; a context is bound to one system and keeps its neighbour lists.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "prct/engine/system.hpp"
#include "prct/engine/terms.hpp"

namespace prct {

class ForceContext {
   public:
    virtual ~ForceContext() = default;

    /// Energy terms (kcal/mol) at `positions` [9N]; writes dV/dx (kcal/mol/Å) to `gradient` [9N].
    /// `alpha` [restraints] scales each restraint; empty = all 1.
    virtual EnergyTerms compute(std::span<const double> positions, const TermScales& scales,
                                std::span<const double> alpha, std::span<double> gradient) = 0;

    /// Calls work(first, last) for parts that together are all residues, on the threads that share the system; the
    /// parts depend on their number, so what is done to a residue must not depend on the part.
    virtual void share(const std::function<void(int, int)>& work) = 0;

    /// Forget neighbour lists, so that what follows depends on the positions alone (checkpoints).
    virtual void reset() {}
};

struct TrajectoryPlan;
struct TrajectoryOutcome;
/// Plans that stay where they are: a plan has a weight for every restraint.
using TrajectoryPlans = std::span<const TrajectoryPlan* const>;

/// Memory of a device that trajectories take if all run at once; nothing for platforms of the host.
struct DeviceNeed {
    std::string text;  ///< by part
    std::size_t need_bytes = 0, free_bytes = 0;
};

class Platform {
   public:
    virtual ~Platform() = default;
    virtual std::string name() const = 0;
    /// The system must outlive the context.
    virtual std::unique_ptr<ForceContext> create(const System& system) const = 0;
    /// Runs whole trajectories (engine/trajectory.hpp), `threads` side by side where the platform works on the host,
    /// and shares among them what the host does for a device.
    virtual std::vector<TrajectoryOutcome> run(TrajectoryPlans plans, int threads) const;
    /// Whether `run` is how trajectories should be run here: stepping through `create` would leave the device idle.
    virtual bool runs_whole() const { return false; }
    virtual DeviceNeed device_need(TrajectoryPlans) const { return {}; }
};

/// Lists of residue pairs on the cpu platforms hold until a site has moved half of this. A long side chain swings, so
/// that lists of a thin skin hold for a step or two only: more pairs are cheap against more lists
/// (docs/decisions/0008-threads.md).
constexpr double kListSkin_a = 4.0;

/// "reference" (plain loops in double, the oracle), "cpu" (lists, SIMD, f32 pair work) or "cpu-f64" (the same in
/// double), or one that was registered. `threads` share one system on the cpu platforms, with the same results for any
/// number of them; below 500 residues one of them does all. `list_skin_a` is for the cpu platforms, whose forces depend
/// on it by the order of sums alone. Throws InputError for other names, and for a skin that is no positive length.
std::unique_ptr<Platform> make_platform(const std::string& name, int threads = 1, double list_skin_a = kListSkin_a);
std::vector<std::string> platform_names();

/// Makes a platform of another library known to `make_platform`; `threads` is handed on.
using PlatformFactory = std::function<std::unique_ptr<Platform>(int threads)>;
void register_platform(const std::string& name, PlatformFactory factory);

}  // namespace prct
