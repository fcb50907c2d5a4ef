// Eqs. 16-20: candidate contacts as coupled oscillators. Those that fit each other lock; the others stay detuned and
// fade.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "prct/engine/system.hpp"

namespace prct {

struct ResonanceOptions {
    bool phases = true;            ///< false: every ϑ stays 0 (support only)
    double frequency_ps = 1.0;     ///< f₀ of Eq. 17
    double distance_a = 3.8;       ///< d₀ of Eq. 17
    double coupling = 6.0;         ///< κ of Eq. 16
    double anchor = 2.0;           ///< pull of the global rest phase on every edge, in the units of κ
    double spread_residues = 2.0;  ///< s of Eq. 18
    double half_support = 1.0;     ///< S₀ of Eq. 19
    double reach_a = 3.0;          ///< r of sat = exp(-(d - upper)₊²/2r²); Eq. 19 has 2r² = 18
    double alpha_floor = 0.3;      ///< what satisfaction alone is worth in Eq. 19
    double step_ps = 0.02;
};

/// Neighbours of every restraint in the contact plane with K of Eq. 18, as CSR.
struct EdgeGraph {
    std::vector<std::int64_t> offsets;
    std::vector<std::int32_t> neighbours;
    std::vector<double> coupling;
};
EdgeGraph edge_graph(const System& system, double spread_residues);

class EdgePhases {
   public:
    EdgePhases(const System& system, const ResonanceOptions& options);

    const EdgeGraph& graph() const { return graph_; }

    /// Before a structure exists (Eqs. 19, 20): `distances` are 0.6 × the detours. Runs `steps` steps of Eq. 16 while α
    /// relaxes to S²/(S² + S₀²) from 1.
    void settle(std::span<const double> distances, int steps, std::span<double> alpha, std::span<double> theta) const;

    /// One update with a structure: real distances, α = sat (floor + (1-floor) S²/(S²+1)), S with sat for α.
    void update(std::span<const double> distances, std::span<double> alpha, std::span<double> theta) const;

    /// Eq. 14 over the edges, weighted by α: |Σ α e^{iϑ}|²/(Σ α)².
    static double order_parameter(std::span<const double> alpha, std::span<const double> theta);

   private:
    void detuning(std::span<const double> distances, std::vector<double>& omega) const;
    void advance_phases(std::span<const double> omega, std::span<const double> weight, std::span<double> theta) const;
    void support(std::span<const double> weight, std::span<const double> theta, std::vector<double>& s) const;

    const System& system_;
    ResonanceOptions options_;
    EdgeGraph graph_;
    std::vector<double> total_coupling_;
};

}  // namespace prct
