#include "prct/graph/hilbert_order.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "prct/graph/points.hpp"

namespace prct {
namespace {

constexpr int kBits = 20;

/// Skilling's transform: cell coordinates to the curve's index, its bits spread over the axes.
void to_transposed_index(std::array<std::uint32_t, 3>& x, int dimensions) {
    for (std::uint32_t bit = 1U << (kBits - 1); bit > 1; bit >>= 1)
        for (int a = 0; a < dimensions; ++a) {
            const std::uint32_t below = bit - 1;
            if (x[a] & bit) {
                x[0] ^= below;
            } else {
                const std::uint32_t swap = (x[0] ^ x[a]) & below;
                x[0] ^= swap;
                x[a] ^= swap;
            }
        }
    for (int a = 1; a < dimensions; ++a) x[a] ^= x[a - 1];
    std::uint32_t flip = 0;
    for (std::uint32_t bit = 1U << (kBits - 1); bit > 1; bit >>= 1)
        if (x[dimensions - 1] & bit) flip ^= bit - 1;
    for (int a = 0; a < dimensions; ++a) x[a] ^= flip;
}

std::uint64_t curve_index(std::array<std::uint32_t, 3> cell, int dimensions) {
    to_transposed_index(cell, dimensions);
    std::uint64_t index = 0;
    for (int b = kBits - 1; b >= 0; --b)
        for (int a = 0; a < dimensions; ++a) index = index << 1 | (cell[a] >> b & 1);
    return index;
}

}  // namespace

std::vector<std::int32_t> hilbert_order(std::span<const double> coordinates, int dimensions) {
    const auto points = read_points(coordinates, dimensions);
    Point low{}, high{};
    if (!points.empty()) low = high = points[0];
    for (const auto& p : points)
        for (int a = 0; a < 3; ++a) low[a] = std::min(low[a], p[a]), high[a] = std::max(high[a], p[a]);
    double side = 0;
    for (int a = 0; a < 3; ++a) side = std::max(side, high[a] - low[a]);
    const double scale = side > 0 ? ((1U << kBits) - 1) / side : 0.0;
    std::vector<std::uint64_t> index(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::array<std::uint32_t, 3> cell{};
        for (int a = 0; a < 3; ++a) cell[a] = static_cast<std::uint32_t>((points[i][a] - low[a]) * scale);
        index[i] = curve_index(cell, dimensions);
    }
    std::vector<std::int32_t> order(points.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return std::pair(index[a], a) < std::pair(index[b], b); });
    return order;
}

}  // namespace prct
