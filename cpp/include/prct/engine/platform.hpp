// Where forces are computed. A platform makes contexts; a context is bound to one system and keeps its neighbour lists.
#pragma once

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

    /// Forget neighbour lists, so that what follows depends on the positions alone (checkpoints).
    virtual void reset() {}
};

class Platform {
   public:
    virtual ~Platform() = default;
    virtual std::string name() const = 0;
    /// The system must outlive the context.
    virtual std::unique_ptr<ForceContext> create(const System& system) const = 0;
};

/// "reference" (plain loops in double, the oracle), "cpu" (lists, SIMD, f32 pair work) or "cpu-f64" (the same in
/// double). `threads` share one system on the cpu platforms, with the same results for any number of them; it pays from
/// about a thousand residues on. Throws InputError for other names.
std::unique_ptr<Platform> make_platform(const std::string& name, int threads = 1);
std::vector<std::string> platform_names();

}  // namespace prct
