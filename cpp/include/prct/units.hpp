// Length Å, energy kcal/mol, time ps, mass Da, temperature K, angle rad.
#pragma once

namespace prct {

constexpr double kBoltzmann_kcal_mol_k = 0.0019872041;
/// (kcal/mol/Å)/Da in Å/ps².
constexpr double kAccelerationUnit = 418.4;
/// Every backbone atom carries this mass (Da).
constexpr double kAtomMass_da = 13.0;

}  // namespace prct
