#include "prct/dynamics/torsion_finish.hpp"

#include <cmath>
#include <limits>

#include "prct/geometry/torsion_space.hpp"

namespace prct {

namespace {

/// `cartesian` as a function of the variables of `space`.
Objective in_torsions(const TorsionSpace& space, const Objective& cartesian) {
    return [&space, &cartesian, forces = std::vector<double>()](std::span<const double> variables,
                                                                std::span<double> gradient) mutable {
        const auto positions = space.positions(variables);
        forces.assign(positions.size(), 0.0);
        const double energy = cartesian(positions, forces);
        space.gradient(variables, positions, forces, gradient);
        return energy;
    };
}

}  // namespace

TorsionFinish torsion_finish(std::span<const std::int32_t> chain_starts, const Objective& energy,
                             std::vector<double>& positions, const TorsionFinishOptions& options) {
    const TorsionSpace space(chain_starts, positions);
    std::vector<double> variables = space.start();
    const std::vector<double> given = positions;
    const Objective distance2 = [&given](std::span<const double> r, std::span<double> gradient) {
        double sum = 0;
        for (std::size_t k = 0; k < r.size(); ++k) {
            const double d = r[k] - given[k];
            gradient[k] = 2 * d;
            sum += d * d;
        }
        return sum;
    };
    constexpr double kPulledA2 = 1e-4;
    // The pull ends where it gains no more: what it leaves per radian grows with the lever and says little about place.
    const MinimizeOptions pull{options.pull_evaluations, kPulledA2, std::numeric_limits<double>::infinity()};
    const MinimizeResult pulled = lbfgs(in_torsions(space, distance2), variables, pull, options.pull_step);

    TorsionFinish finish;
    finish.pull_rmsd_a = std::sqrt(pulled.energy / (static_cast<double>(given.size()) / 3.0));
    std::vector<double> gradient(positions.size());
    finish.start_energy = energy(space.positions(variables), gradient);
    finish.result = lbfgs(in_torsions(space, energy), variables, options.minimize, options.max_step);
    positions = space.positions(variables);
    return finish;
}

}  // namespace prct
