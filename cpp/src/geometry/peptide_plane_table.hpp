// Data table: how peptide planes stand in a CA trace, made by tools/fit_peptide_planes.py.
// 277196 trans peptides of 1443 training chains (CC0 coordinates of the PDB);
// held-out half: median error 8.1°, above 60° 3.0%.
// clang-format off
#pragma once

namespace prct::peptide_plane {

/// Means in Å: along the line CA-CA' from CA, and off it (O's side positive).
inline constexpr double kCarbonAlongA = 1.4299, kCarbonOffA = 0.5274;
inline constexpr double kNitrogenAlongA = 2.3995, kNitrogenOffA = -0.3813;

/// (cos g, sin g) = Σ row · feature, {1, cos t, sin t, cos 2t, sin 2t} times {1, a, b, a², b², ab}.
inline constexpr double kCarbonylDirection[30][2] = {
    {-0.327039, -0.195361},
    { 0.798240, -0.304660},
    {-0.052300,  0.061096},
    { 0.140075,  0.069578},
    { 0.082494, -0.023307},
    {-0.030631,  0.044225},
    { 0.072255,  0.465385},
    { 0.038911, -0.007386},
    {-0.180615,  0.228523},
    { 0.063235, -0.228234},
    {-0.120203,  0.027848},
    { 0.053573, -0.041923},
    {-0.375575,  0.503009},
    {-0.232809,  0.154978},
    {-0.057427, -0.048225},
    { 0.438724, -0.421348},
    { 0.063928, -0.402110},
    { 0.059824, -0.036882},
    { 0.105848, -0.137730},
    {-0.155919, -0.067045},
    {-0.085624,  0.142624},
    {-0.030224,  0.064655},
    { 0.028181, -0.058636},
    { 0.064948,  0.107458},
    { 0.028004,  0.138901},
    {-0.006362, -0.250515},
    {-0.033371, -0.240663},
    {-0.007036, -0.081310},
    { 0.040242,  0.095331},
    {-0.044499,  0.275743},
};

}  // namespace prct::peptide_plane
