// Eq. 27: quench by FIRE, then L-BFGS.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace prct {

/// Energy at x; writes the gradient.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;

/// A minimiser has converged when both tolerances are met; it also ends where no step lowers the energy any more.
struct MinimizeOptions {
    int max_evaluations = 500;
    double energy_tolerance = 1e-9;  ///< |ΔE| between iterations (kcal/mol)
    double force_tolerance = 1e-3;   ///< largest gradient component (kcal/mol/Å)
};

struct MinimizeResult {
    double energy = 0;
    double max_force = 0;
    int evaluations = 0;
    bool converged = false;
};

/// Fast inertial relaxation (Bitzek et al. 2006), steps bounded by `max_step_a` a component.
MinimizeResult fire(const Objective& f, std::vector<double>& x, const MinimizeOptions& options,
                    double max_step_a = 0.1);

/// Limited-memory BFGS with a backtracking Armijo search whose first step is bounded by `max_step` a component.
MinimizeResult lbfgs(const Objective& f, std::vector<double>& x, const MinimizeOptions& options, double max_step = 0.2);

}  // namespace prct
