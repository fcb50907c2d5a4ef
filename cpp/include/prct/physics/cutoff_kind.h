// What becomes of a pair term at its cutoff.
#pragma once

namespace prct {

/// smooth: U(r²) minus its value and its slope in r² at the cutoff, so that energy and force both go to zero there; the
/// force differs from the plain one by a constant times r. truncated: the plain U, with a jump of energy and force.
enum class CutoffKind { smooth, truncated };

}  // namespace prct
