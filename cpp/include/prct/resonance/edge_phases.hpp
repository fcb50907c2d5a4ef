// Eqs. 16-20: candidate contacts as coupled oscillators. Those that fit each other lock; the others stay detuned and
// fade.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/engine/system.hpp"
#include "prct/physics/edge_oscillator.h"

namespace prct {

struct ResonanceOptions {
    bool phases = true;            ///< false: every ϑ stays 0 (support only)
    double frequency_ps = 1.0;     ///< f₀ of Eq. 17
    double distance_a = 3.8;       ///< d₀ of Eq. 17
    double coupling = 10.0;        ///< κ of Eq. 16
    double anchor = 2.0;           ///< with a structure: pull of the rest phase on every edge, in the units of κ
    double spread_residues = 2.0;  ///< s of Eq. 18
    double line_weight = 0.0;      ///< what a neighbour on a line (i+k, j±k) through the edge counts in S, of its K
    double half_support = 1.0;     ///< S₀ of Eq. 19 with a structure
    double settled_support = 0.7;  ///< S₀ before a structure, for a contact at rest (see `settle`)
    double patch_share = 0.5;      ///< what the support of the neighbours counts before a structure, of all
    double support_offset = 0.3;   ///< added to S before a structure, so that no support is not a verdict
    double sharpness = 4.0;        ///< p of α before a structure
    double reach_a = 3.0;          ///< r of sat = exp(-(d - upper)₊²/2r²); Eq. 19 has 2r² = 18
    double alpha_floor = 0.3;      ///< what satisfaction alone is worth in Eq. 19
    double step_ps = 0.02;
};

/// Those of an update with a structure.
EdgeConstants<double> edge_constants(const ResonanceOptions& options);

/// Neighbours of every restraint in the contact plane, as CSR; both ends of a neighbour lie in the chains of the edge's
/// own ends. Phases couple by K of Eq. 18; support counts K off the two lines (i+k, j±k) through an edge, `line_weight`
/// K on them: a ladder states one register many times over, while segments that do touch have neighbours on both sides
/// of it. Only the first `edges` restraints are oscillators.
struct EdgeGraph {
    std::vector<std::int64_t> offsets;
    std::vector<std::int32_t> neighbours;
    std::vector<double> coupling, support;
};
EdgeGraph edge_graph(const System& system, double spread_residues, double line_weight, std::size_t edges);

/// What the oscillators settled to before there is a structure.
struct SettledPhases {
    std::vector<double> alpha, theta;
    std::vector<double> frequency_ps;  ///< time-averaged ϑ̇/2π: one value over a patch that locked
    std::vector<double> support;       ///< time-averaged S of Eq. 19, before it is cut at 0
};

class EdgePhases {
   public:
    /// Of all restraints, or of the first `edges`, which is all that the other calls then take. `system` has to outlive
    /// the phases.
    EdgePhases(const System& system, const ResonanceOptions& options);
    EdgePhases(const System& system, const ResonanceOptions& options, std::size_t edges);
    EdgePhases(System&& system, const ResonanceOptions& options) = delete;
    EdgePhases(System&& system, const ResonanceOptions& options, std::size_t edges) = delete;

    const EdgeGraph& graph() const { return graph_; }

    /// Before a structure exists (Eqs. 19, 20): `distances` are 0.6 × the detours. Runs `steps` steps of Eq. 16 from
    /// equal phases, α = the share of the largest weight, no anchor; a patch that locks drifts at one common frequency
    /// ν, the mean of its detunings. α = xᵖ/(1 + xᵖ), x = S̄/(S₀ e^{ν/f₀}): support is weighed against how far, by the
    /// rest of the graph, the patch is from closing. Patches stand or fall as wholes, too: S̄ is the geometric mean of
    /// max(S, 0) + offset of the edge and, K-weighted and `patch_share` of it, of its neighbours. S and ν are means
    /// over the last two thirds of the steps.
    SettledPhases settle(std::span<const double> distances, int steps) const;

    /// One update with a structure: real distances, α = sat (floor + (1-floor) S²/(S²+1)), S with sat for α.
    void update(std::span<const double> distances, std::span<double> alpha, std::span<double> theta) const;

    /// Eq. 14 over the edges, weighted by α: |Σ α e^{iϑ}|²/(Σ α)².
    static double order_parameter(std::span<const double> alpha, std::span<const double> theta);

   private:
    void detuning(std::span<const double> distances, std::vector<double>& omega) const;
    void rates(std::span<const double> omega, std::span<const double> weight, std::span<const double> theta,
               double anchor, std::vector<double>& rate) const;
    void advance(std::span<const double> rate, std::span<double> theta) const;
    std::vector<double> patch_support(std::span<const double> support) const;
    void support(std::span<const double> weight, std::span<const double> theta, std::vector<double>& s) const;

    const System& system_;
    ResonanceOptions options_;
    EdgeGraph graph_;
    std::vector<double> total_coupling_;
};

}  // namespace prct
