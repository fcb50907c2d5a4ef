// Which pairs interact, stated once for every platform.
#pragma once

#include <vector>

#include "prct/energy/pair_separations.h"
#include "prct/engine/system.hpp"
#include "prct/physics/debye_huckel_term.h"

namespace prct {

/// True when residues of one chain stand nearer than `separation`.
inline bool too_near(const System& s, int i, int j, int separation) {
    const int apart = i < j ? j - i : i - j;
    return apart < separation && s.chain_of(i) == s.chain_of(j);
}

/// Excluded volume acts between these two sites. C(i)-N(i+2) span φ and ψ of one residue, whose surface (Eq. 6) already
/// holds their repulsion.
inline bool repels(const System& s, int i, int a, int j, int b) {
    if (i > j) return repels(s, j, b, i, a);
    return !too_near(s, i, j, kRepulsionSeparation) && !(a == kSiteC && b == kSiteN && too_near(s, i, j, 3));
}

/// ρ of Eq. 7 (Å), a little beyond the measured σ, because s fades slowly: within 0.022 ε of (1 - r²/σ²)² everywhere.
double repulsion_reach_a(int site_a, int site_b);

/// Excluded volume of a residue's sites: glycine has no CB; SC only where it is not CB itself.
bool has_repulsive_site(int residue_type, int site);

/// Proline has no amide hydrogen.
bool is_donor(int residue_type);

/// Charge of the side chain at this pH (e), from the model pKa of D E H K R C Y (Eq. 11).
double side_chain_charge(int residue_type, double ph);

/// Charge sites of Eq. 11: side chains at SC, the chain ends at N and C.
struct ChargeSite {
    int residue, site;
    double charge_e;
};
std::vector<ChargeSite> charge_sites(const System& system);

/// Eq. 11 in water, cut smoothly at 5 ℓ_D.
DebyeHuckel<double> screened_coulomb(const ForceField& force_field);

}  // namespace prct
