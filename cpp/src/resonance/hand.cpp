#include "prct/resonance/hand.hpp"

#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/vec3.h"
#include "prct/spatial/near_pairs.hpp"

namespace prct {

namespace {

using Point = Vec3<double>;

/// CA(i)-CA(i+3) below this is a helical turn, of either hand.
constexpr double kTurnA = 6.5;
/// CA-CA of paired strands, their least separation, and the length of CA(i-2)..CA(i+2) that makes a strand.
constexpr double kPairA = 6.5;
constexpr std::int32_t kPairSeparation = 4;
constexpr double kStrandA = 11.0;

Point at(std::span<const double> trace, std::int32_t v) { return {trace[3 * v], trace[3 * v + 1], trace[3 * v + 2]}; }

Point unit(const Point& a) { return (1.0 / std::sqrt(norm2(a) + 1e-12)) * a; }

/// Sine of the dihedral of four points.
double dihedral_sine(const Point& a, const Point& b, const Point& c, const Point& d) {
    const Point p = cross(b - a, c - b), q = cross(c - b, d - c);
    return dot(cross(unit(p), unit(q)), unit(c - b));
}

/// Signed twist of direction v against u about the line from u's strand to v's; antiparallel strands are turned
/// parallel.
double twist_angle(Point u, Point v, const Point& between) {
    const Point axis = unit(between);
    u = u - dot(u, axis) * axis;
    v = v - dot(v, axis) * axis;
    if (dot(u, v) < 0.0) v = -v;
    return std::atan2(dot(cross(u, v), axis), dot(u, v));
}

}  // namespace

HandScore hand_score(std::span<const std::int32_t> chain_starts, std::span<const double> trace) {
    const std::int32_t n = chain_starts.empty() ? 0 : chain_starts.back();
    if (trace.size() != 3 * static_cast<std::size_t>(n))
        throw InputError("the trace has " + std::to_string(trace.size()) + " values; " + std::to_string(n) +
                         " residues need " + std::to_string(3 * n));
    HandScore s;
    std::vector<std::int32_t> strand;
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c) {
        const std::int32_t first = chain_starts[c], last = chain_starts[c + 1];
        for (std::int32_t v = first; v + 3 < last; ++v) {
            if (norm(at(trace, v + 3) - at(trace, v)) >= kTurnA) continue;
            s.helix += dihedral_sine(at(trace, v), at(trace, v + 1), at(trace, v + 2), at(trace, v + 3));
            s.turns += 1.0;
        }
        for (std::int32_t v = first + 2; v + 2 < last; ++v)
            if (norm(at(trace, v + 2) - at(trace, v - 2)) > kStrandA) strand.push_back(v);
    }
    const auto pair_strands = [&](std::int32_t a, std::int32_t b) {
        const std::int32_t i = strand[a], j = strand[b];
        const Point between = at(trace, j) - at(trace, i);
        if (j - i < kPairSeparation || norm2(between) >= kPairA * kPairA) return;
        s.twist += twist_angle(at(trace, i + 2) - at(trace, i - 2), at(trace, j + 2) - at(trace, j - 2), between);
        s.strand_pairs += 1.0;
    };
    NearPairs().visit(
        static_cast<std::int32_t>(strand.size()), kPairA, [&](std::int32_t a) { return at(trace, strand[a]); },
        pair_strands);
    s.score = s.helix - s.twist;
    s.margin = s.score / std::sqrt(1.0 + s.turns + s.strand_pairs);
    return s;
}

std::vector<double> mirror(std::span<const double> trace) {
    std::vector<double> image(trace.begin(), trace.end());
    for (std::size_t k = 0; k < image.size(); k += 3) image[k] = -image[k];
    return image;
}

}  // namespace prct
