// Data table: amide-I coupling of two peptide groups that share a CA, from quantum chemistry on the glycine dipeptide:
// T. la Cour Jansen, A. G. Dijkstra, T. M. Watson, J. D. Hirst and J. Knoester, J. Chem. Phys. 125, 044312 (2006); the
// figures as the program g_amide (M. Reppert, J. Chem. Phys. 142, 125104 (2015)) holds them.
// clang-format off
#pragma once

#include "prct/hd.h"

namespace prct {

/// Of the grid in φ and ψ, from -180° in steps of 30°.
constexpr int kAmideCouplingNodes = 12;

/// In cm⁻¹. Achiral: the value at (-φ, -ψ) is the value at (φ, ψ).
PRCT_HD double amide_coupling_node_cm1(int phi, int psi) {
    constexpr double node[7][13] = {  // φ from -180° to 0°
        { 6.33,  5.65,  4.33,  2.60,  0.25,  -1.22,  -1.95,  -1.22,   0.25,  2.60,  4.33,  5.65,  6.33},
        { 5.95,  4.67,  3.46,  2.19,  0.51,  -0.28,  -0.65,  -0.65,   0.90,  3.45,  4.97,  6.08,  5.95},
        { 4.85,  5.02,  5.62,  5.16,  3.31,   2.40,   0.77,  -0.36,   0.03,  1.79,  3.56,  4.71,  4.85},
        { 5.67,  8.65, 10.43, 10.53,  8.56,   4.46,   0.65,  -2.71,  -4.27, -2.94,  0.14,  2.90,  5.67},
        { 9.60, 13.25, 15.72, 15.33,  9.37,   2.33,  -3.90,  -7.32,  -8.65, -6.72, -1.70,  4.38,  9.60},
        {13.97, 18.31, 18.49, 11.11,  3.68,  -5.56, -10.82, -12.31, -11.37, -5.92,  2.18,  9.13, 13.97},
        {21.43, 15.14,  9.21,  2.55, -7.40, -12.70, -14.53, -12.70,  -7.40,  2.55,  9.21, 15.14, 21.43},
    };
    return phi <= 6 ? node[phi][psi] : node[kAmideCouplingNodes - phi][kAmideCouplingNodes - psi];
}

}  // namespace prct
