// Ideal lengths and angles of the backbone (Eq. 5).
#pragma once

namespace prct {

constexpr double kBondNCa_a = 1.458, kBondCaC_a = 1.525, kBondCN_a = 1.329;
// cos of N-CA-C 111.0°, CA-C-N' 117.2°, C-N'-CA' 121.7°
constexpr double kCosNCaC = -0.35836795, kCosCaCN = -0.45709793, kCosCNCa = -0.52547165;

}  // namespace prct
