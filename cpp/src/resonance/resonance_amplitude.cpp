#include "prct/resonance/resonance_amplitude.hpp"

#include <cmath>

#include "prct/graph/tour.hpp"
#include "prct/parameters/ramachandran_table.hpp"
#include "prct/physics/ramachandran_term.h"
#include "prct/physics/resonance_weight.h"

namespace prct {

double ResonanceAmplitude::coherence() const { return aligned > 0 ? std::norm(psi) / (aligned * aligned) : 0.0; }

double ResonanceAmplitude::strength() const { return reachable > 0 ? std::abs(psi) / reachable : 0.0; }

ResonanceAmplitude resonance_amplitude(const System& system, std::span<const double> alpha,
                                       std::span<const double> phase, std::span<const double> allowed,
                                       std::span<const double> tour) {
    ResonanceAmplitude out;
    for (std::size_t e = 0; e < alpha.size(); ++e) {
        const Restraint& edge = system.restraints[e];
        const double reach = alpha[e] * tour[e];
        const double weight = reach * pair_allowance(allowed[edge.residue_i], allowed[edge.residue_j]);
        out.psi += std::polar(weight, phase[e]);
        out.aligned += weight;
        out.reachable += reach;
    }
    return out;
}

std::vector<double> allowed_shares(const System& system, const Torsions& torsions) {
    const std::vector<float>& surfaces = ramachandran_table();
    std::vector<double> allowed(system.size(), 1.0);
    for (int i = 0; i < system.size(); ++i) {
        if (system.is_first(i) || system.is_last(i)) continue;
        const float* surface = surfaces.data() + std::size_t(system.ramachandran_class[i]) * ramachandran_stride;
        double dphi, dpsi;
        allowed[i] = allowed_share(ramachandran_energy(surface, torsions.phi[i], torsions.psi[i], dphi, dpsi));
    }
    return allowed;
}

std::vector<double> tour_weights(const System& system, std::size_t edges, std::span<const std::int32_t> place) {
    if (place.empty()) return std::vector<double>(edges, 1.0);
    require_permutation(place, system.size());
    std::vector<double> tau;
    for (std::size_t e = 0; e < edges; ++e) {
        const Restraint& edge = system.restraints[e];
        tau.push_back(tour_weight<double>(place[edge.residue_i], place[edge.residue_j], system.size()));
    }
    return tau;
}

}  // namespace prct
