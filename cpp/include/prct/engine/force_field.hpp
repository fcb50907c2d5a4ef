// Constants of the Hamiltonian that do not change during a fold. kT₀ = 0.596 kcal/mol (300 K).
#pragma once

#include <array>

#include "prct/physics/virtual_sites.h"

namespace prct {

struct ForceField {
    double bond_k = 59.6;           ///< kcal/mol/Å²: 100 kT₀
    double angle_k = 89.4;          ///< kcal/mol: 150 kT₀
    double omega_k = 53.6;          ///< kcal/mol: 90 kT₀
    double proline_cis_bias = 1.8;  ///< kcal/mol: about 5 % cis before proline
    double ramachandran = 1.0;      ///< factor on -kT ln p
    double repulsion = 3.0;         ///< kcal/mol at full overlap
    double hydrogen_bond = 2.0;     ///< kcal/mol at the bottom of the well
    double contact = 1.0;           ///< factor on Eq. 9; restraint weights are normalised to this
    double absence = 0.6;           ///< kcal/mol at full overlap, Eq. 9a
    double absence_bound_a = 8.5;
    double huber_delta = 1.0;      ///< in units of a restraint's scale
    double log_c = 2.0;            ///< in units of a restraint's scale
    double ionic_strength = 0.15;  ///< mol/L, Eq. 11
    double ph = 7.0;
    double dipole_j0 = 6.0;  ///< kcal/mol Å³
    double dipole_cutoff_a = 9.0;
    double coherence_lambda = 0.3;  ///< kcal/mol
    double coherence_k = 4.0;
    double pair = 0.0;    ///< factor on V_pair of Eq. 10
    double burial = 0.0;  ///< factor on V_solv of Eq. 10
};

}  // namespace prct
