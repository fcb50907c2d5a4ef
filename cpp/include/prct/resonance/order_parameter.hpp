// How far phases agree (Eq. 14).
#pragma once

#include <span>
#include <vector>

namespace prct {

/// Φ = |1/N Σ e^{iθ}|², from 0 to 1. Throws InputError where there are no phases.
template <class T>
double order_parameter(std::span<const T> phase);

/// Φ over the `window` phases around each one (window odd, cut off at the ends of the chain). [N]
template <class T>
std::vector<double> local_order_parameter(std::span<const T> phase, int window);

}  // namespace prct
