// (sin ϑ, cos ϑ) of every oscillator, interleaved: evaluated once an oscillator instead of once an edge.
#pragma once

#include <span>

namespace prct {

/// pairs[2 i] = sin phase[i], pairs[2 i + 1] = cos phase[i], with the error stated in physics/sincos.h for phases
/// within its limit; larger ones take the library's functions. pairs.size() == 2 phase.size().
template <class T>
void fill_phase_pairs(std::span<const T> phase, std::span<T> pairs);

}  // namespace prct
