// The seven backbone atoms that stand still about the φ and ψ of one residue, and the stiffest that V can be on them.
#pragma once

#include <array>

#include "prct/energy/site_stiffness.hpp"

namespace prct {

/// CA and C of the residue before, N, CA, C of the residue, N and CA of the next: two peptide planes.
enum WindowAtom { kBeforeCA, kBeforeC, kOwnN, kOwnCA, kOwnC, kNextN, kNextCA, kWindowAtoms };
constexpr int kWindowSize = 3 * kWindowAtoms;
using WindowMatrix = std::array<double, kWindowSize * kWindowSize>;
using WindowVector = std::array<double, kWindowSize>;

/// φ and ψ are taken at this many places a turn, the first at -π.
constexpr int kWindowSteps = 72;

/// What V holds a residue with. PSD in each number: larger ones bound smaller ones, also those of absent elements.
struct WindowTerms {
    double bond = 0, angle = 0, omega_before = 0, omega_after = 0;  ///< second derivatives, Eq. 5
    PeptideKind kind_before = PeptideKind::trans, kind_after = PeptideKind::trans;
    bool cis_before = false, cis_after = false;
    bool first = false, last = false;  ///< chain ends place H and O by rules of their own
    SiteStiffness sites;
};

/// Scaled by the shares that windows have of their atoms: with M the matrix of a window so scaled, V's Hessian is at
/// most the largest eigenvalue of all M. Each atom belongs to two or three windows, in shares that add up to 1, and so
/// does each element of V; x'Hx is then the sum over windows of x'H_w x, each at most λ Σ share x².
struct ResidueWindow {
    std::array<WindowMatrix, kWindowSteps> along_phi, along_psi;  ///< V at (φ, ψ) is their sum, without Eq. 6
    std::array<WindowVector, kWindowSteps> lever_phi, lever_psi;  ///< gradients of φ and ψ
    std::array<WindowMatrix, kWindowSteps> bend_phi, bend_psi;    ///< ∇²φ, ∇²ψ

    explicit ResidueWindow(const WindowTerms& terms);
};

/// The k-th angle (rad).
double window_angle(int k);

}  // namespace prct
