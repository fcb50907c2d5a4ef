// CA traces for the tests: an ideal right-handed helix and a compact random chain.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace prct::testing_traces {

/// α-helix: 100° and 1.5 Å a residue on a radius of 2.3 Å.
inline std::vector<double> helix(std::int32_t n) {
    std::vector<double> x;
    for (std::int32_t i = 0; i < n; ++i) {
        const double a = i * 100.0 * 3.14159265358979323846 / 180.0;
        x.insert(x.end(), {2.3 * std::cos(a), 2.3 * std::sin(a), 1.5 * i});
    }
    return x;
}

/// A walk of 3.8 Å steps that turns smoothly and is drawn back to the origin.
inline std::vector<double> compact_chain(std::int32_t n, unsigned seed) {
    std::mt19937 rng(seed);
    const auto uniform = [&] { return static_cast<double>(rng() % 20001) / 10000.0 - 1.0; };
    std::vector<double> x{0.0, 0.0, 0.0};
    double d[3] = {1.0, 0.0, 0.0};
    for (std::int32_t i = 1; i < n; ++i) {
        double norm = 0.0;
        for (int k = 0; k < 3; ++k) {
            d[k] = 0.8 * d[k] + 0.7 * uniform() - 0.04 * x[3 * (i - 1) + k];
            norm += d[k] * d[k];
        }
        for (int k = 0; k < 3; ++k) {
            d[k] /= std::sqrt(norm);
            x.push_back(x[3 * (i - 1) + k] + 3.8 * d[k]);
        }
    }
    return x;
}

inline double distance(const std::vector<double>& x, std::int32_t i, std::int32_t j) {
    return std::sqrt(std::pow(x[3 * i] - x[3 * j], 2) + std::pow(x[3 * i + 1] - x[3 * j + 1], 2) +
                     std::pow(x[3 * i + 2] - x[3 * j + 2], 2));
}

}  // namespace prct::testing_traces
