#include "prct/geometry/build_coordinates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "peptide_plane_table.hpp"
#include "prct/error.hpp"
#include "prct/physics/vec3.h"

namespace prct {

namespace {

using Point = Vec3<double>;

Point load(std::span<const double> x, std::size_t k) { return {x[3 * k], x[3 * k + 1], x[3 * k + 2]}; }

void store(std::vector<double>& x, std::size_t k, const Point& p) {
    x[3 * k] = p.x;
    x[3 * k + 1] = p.y;
    x[3 * k + 2] = p.z;
}

void require_values(std::span<const std::int32_t> starts, std::size_t got, std::size_t per_residue,
                    const std::string& name) {
    if (starts.size() < 2 || starts.front() != 0 || !std::ranges::is_sorted(starts))
        throw InputError("chain_starts must ascend from 0 to the number of residues");
    if (got != per_residue * starts.back())
        throw InputError(name + " has " + std::to_string(got) + " values; " + std::to_string(starts.back()) +
                         " residues need " + std::to_string(per_residue) + " each");
}

/// Some unit vector at right angles to v.
Point any_normal(const Point& v) {
    const Point axis = std::abs(v.x) < 0.6 * norm(v) ? Point{1.0, 0.0, 0.0} : Point{0.0, 1.0, 0.0};
    const Point n = cross(v, axis);
    const double length = norm(n);
    return length > 0.0 ? (1.0 / length) * n : Point{0.0, 0.0, 1.0};
}

Point unit_or(const Point& v, const Point& otherwise) {
    const double length = norm(v);
    return length > 1e-6 ? (1.0 / length) * v : otherwise;
}

/// The part of v at right angles to the unit vector x, as a unit vector.
Point unit_across(const Point& v, const Point& x) { return unit_or(v - dot(v, x) * x, any_normal(x)); }

/// The point at `length` from c with angle b-c-d and dihedral a-b-c-d.
Point place(const Point& a, const Point& b, const Point& c, double length, double angle, double dihedral) {
    const Point x = unit_or(c - b, {1.0, 0.0, 0.0});
    const Point y = unit_across(a - b, x), z = cross(x, y);
    const double off = length * std::sin(angle);
    return c - (length * std::cos(angle)) * x + (off * std::cos(dihedral)) * y + (off * std::sin(dihedral)) * z;
}

double dihedral(const Point& a, const Point& b, const Point& c, const Point& d) {
    const Point p = cross(b - a, c - b), q = cross(c - b, d - c);
    return std::atan2(dot(cross(p, q), unit_or(c - b, {1.0, 0.0, 0.0})), dot(p, q));
}

/// A chain's trace with one more CA before and after, continued with the shape of its end.
std::vector<Point> extended_trace(std::span<const double> trace, std::int32_t first, std::int32_t last) {
    constexpr double kStepA = 3.8, kAngle = 110.0 * ideal::kDegree, kHelical = 50.0 * ideal::kDegree;
    std::vector<Point> t;
    for (std::int32_t v = first; v < last; ++v) t.push_back(load(trace, v));
    if (t.size() == 1) t.push_back(t[0] + Point{kStepA, 0.0, 0.0});
    if (t.size() == 2) t.push_back(place(t[0] + any_normal(t[1] - t[0]), t[0], t[1], kStepA, kAngle, 0.0));
    const auto next = [&](const Point& a, const Point& b, const Point& c, const Point* before) {
        return place(a, b, c, kStepA, kAngle, before ? dihedral(*before, a, b, c) : kHelical);
    };
    const std::size_t m = t.size();
    const Point after = next(t[m - 3], t[m - 2], t[m - 1], m > 3 ? &t[m - 4] : nullptr);
    const Point before = next(t[2], t[1], t[0], m > 3 ? &t[3] : nullptr);
    t.insert(t.begin(), before);
    t.push_back(after);
    return t;
}

struct Peptide {
    Point carbon, nitrogen;
};

/// C and N between p1 and p2 of four consecutive CA.
Peptide peptide_between(const Point& p0, const Point& p1, const Point& p2, const Point& p3) {
    namespace plane = peptide_plane;
    const Point x = unit_or(p2 - p1, {1.0, 0.0, 0.0});
    const Point y = unit_across(p0 - p1, x), z = cross(x, y);
    const Point after = p3 - p2;
    const double t = std::atan2(dot(after, z), dot(after, y));
    // The fit holds for what chains do: CA(i)-CA(i+2) from 4.5 to 7.5 Å.
    const double a = std::clamp(norm(p2 - p0), 4.5, 7.5) - 6.0, b = std::clamp(norm(p3 - p1), 4.5, 7.5) - 6.0;
    const double waves[] = {1.0, std::cos(t), std::sin(t), std::cos(2.0 * t), std::sin(2.0 * t)};
    const double shapes[] = {1.0, a, b, a * a, b * b, a * b};
    double c = 0.0, s = 0.0;
    for (int w = 0; w < 5; ++w)
        for (int q = 0; q < 6; ++q) {
            c += waves[w] * shapes[q] * plane::kCarbonylDirection[6 * w + q][0];
            s += waves[w] * shapes[q] * plane::kCarbonylDirection[6 * w + q][1];
        }
    const Point off = unit_or(c * y + s * z, y);
    const double length = norm(p2 - p1);
    if (length < ideal::kCisBelowA) {
        // Cis, from Eq. 5's bonds and angles: both atoms on one side of the line.
        constexpr double kCarbonAlongA = 0.76, kCarbonOffA = 1.322, kNitrogenAlongA = 2.08, kNitrogenOffA = 1.192;
        const double stretch = length / 2.92;
        return {p1 + (kCarbonAlongA * stretch) * x + kCarbonOffA * off,
                p1 + (kNitrogenAlongA * stretch) * x + kNitrogenOffA * off};
    }
    const double stretch = length / 3.80;
    return {p1 + (plane::kCarbonAlongA * stretch) * x + plane::kCarbonOffA * off,
            p1 + (plane::kNitrogenAlongA * stretch) * x + plane::kNitrogenOffA * off};
}

}  // namespace

std::vector<double> backbone_from_trace(std::span<const std::int32_t> chain_starts, std::span<const double> trace) {
    require_values(chain_starts, trace.size(), 3, "trace");
    std::vector<double> backbone(3 * trace.size());
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c) {
        const std::int32_t first = chain_starts[c], last = chain_starts[c + 1];
        if (first == last) continue;
        const auto t = extended_trace(trace, first, last);
        // The peptides before the first and after the last residue stand between real and continued CA.
        const auto clamped = [&](std::int32_t v) {
            return t[std::clamp<std::int32_t>(v, 0, static_cast<int>(t.size()) - 1)];
        };
        const Point before_all = place(t[2], t[1], t[0], 3.8, 110.0 * ideal::kDegree, 50.0 * ideal::kDegree);
        for (std::int32_t v = first; v < last; ++v) {
            const std::int32_t k = v - first + 1;
            const Point previous = k >= 2 ? t[k - 2] : before_all;
            const Point next =
                k + 2 < static_cast<std::int32_t>(t.size())
                    ? t[k + 2]
                    : place(clamped(k - 1), t[k], clamped(k + 1), 3.8, 110.0 * ideal::kDegree, 50.0 * ideal::kDegree);
            store(backbone, 3 * v, peptide_between(previous, t[k - 1], t[k], t[k + 1]).nitrogen);
            store(backbone, 3 * v + 1, t[k]);
            store(backbone, 3 * v + 2, peptide_between(t[k - 1], t[k], t[k + 1], next).carbon);
        }
    }
    return backbone;
}

std::vector<double> backbone_from_torsions(std::span<const std::int32_t> chain_starts,
                                           std::span<const double> torsions) {
    using namespace ideal;
    require_values(chain_starts, torsions.size(), 3, "torsions");
    std::vector<double> backbone(3 * torsions.size());
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c) {
        const std::int32_t first = chain_starts[c];
        for (std::int32_t v = first; v < chain_starts[c + 1]; ++v) {
            Point n{0.0, 0.0, 0.0}, ca{kNitrogenAlphaA, 0.0, 0.0}, carbon;
            if (v == first) {
                carbon = place({0.0, 1.0, 0.0}, n, ca, kAlphaCarbonA, kAngleNitrogenAlphaCarbon, 0.0);
            } else {
                const Point n0 = load(backbone, 3 * v - 3), ca0 = load(backbone, 3 * v - 2),
                            c0 = load(backbone, 3 * v - 1);
                n = place(n0, ca0, c0, kCarbonNitrogenA, kAngleAlphaCarbonNitrogen, torsions[3 * v - 2]);
                ca = place(ca0, c0, n, kNitrogenAlphaA, kAngleCarbonNitrogenAlpha, torsions[3 * v - 1]);
                carbon = place(c0, n, ca, kAlphaCarbonA, kAngleNitrogenAlphaCarbon, torsions[3 * v]);
            }
            store(backbone, 3 * v, n);
            store(backbone, 3 * v + 1, ca);
            store(backbone, 3 * v + 2, carbon);
        }
    }
    return backbone;
}

std::vector<double> backbone_torsions(std::span<const std::int32_t> chain_starts, std::span<const double> backbone) {
    require_values(chain_starts, backbone.size(), 9, "backbone");
    std::vector<double> torsions(backbone.size() / 3, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c)
        for (std::int32_t v = chain_starts[c]; v < chain_starts[c + 1]; ++v) {
            const auto atom = [&](int k) { return load(backbone, 3 * v + k); };
            if (v > chain_starts[c]) torsions[3 * v] = dihedral(atom(-1), atom(0), atom(1), atom(2));
            if (v + 1 == chain_starts[c + 1]) continue;
            torsions[3 * v + 1] = dihedral(atom(0), atom(1), atom(2), atom(3));
            torsions[3 * v + 2] = dihedral(atom(1), atom(2), atom(3), atom(4));
        }
    return torsions;
}

}  // namespace prct
