// Data table: how peptide planes stand in a CA trace, made by tools/fit_peptide_planes.py.
// 212253 trans peptides of 1298 training chains (CC0 coordinates of the PDB); held-out half: median error 8.0°, above
// 60° 3.0%.
#pragma once

namespace prct::peptide_plane {

/// Means in Å: along the line CA-CA' from CA, and off it (O's side positive).
inline constexpr double kCarbonAlongA = 1.4299, kCarbonOffA = 0.5272;
inline constexpr double kNitrogenAlongA = 2.3995, kNitrogenOffA = -0.3815;

/// (cos g, sin g) = Σ row · feature, {1, cos t, sin t, cos 2t, sin 2t} times {1, a, b, a², b², ab}.
inline constexpr double kCarbonylDirection[30][2] = {
    {-0.327136, -0.196976}, {0.798141, -0.308247},  {-0.053140, 0.060682},  {0.144361, 0.068125},
    {0.083451, -0.026343},  {-0.036034, 0.047771},  {0.072020, 0.463202},   {0.038635, -0.010602},
    {-0.181407, 0.230002},  {0.061167, -0.227098},  {-0.122692, 0.028632},  {0.058299, -0.046398},
    {-0.373831, 0.501564},  {-0.227996, 0.152068},  {-0.064359, -0.042503}, {0.437383, -0.420997},
    {0.067394, -0.406296},  {0.060509, -0.039035},  {0.106675, -0.138588},  {-0.156395, -0.069197},
    {-0.087234, 0.144531},  {-0.033562, 0.064523},  {0.029924, -0.055810},  {0.068569, 0.105945},
    {0.026729, 0.140042},   {-0.008134, -0.250651}, {-0.028547, -0.244819}, {-0.004647, -0.081719},
    {0.039516, 0.095384},   {-0.047737, 0.279837},
};

}  // namespace prct::peptide_plane
