// Points in three or four dimensions, and the CB that a CA trace implies.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

namespace prct {

/// A point of the trace; w is the fourth dimension of an untangling start and zero in a finished trace.
struct Vec4 {
    double x = 0.0, y = 0.0, z = 0.0, w = 0.0;

    Vec4& operator+=(const Vec4& o) {
        x += o.x;
        y += o.y;
        z += o.z;
        w += o.w;
        return *this;
    }
    Vec4& operator-=(const Vec4& o) {
        x -= o.x;
        y -= o.y;
        z -= o.z;
        w -= o.w;
        return *this;
    }
};
inline Vec4 operator+(const Vec4& a, const Vec4& b) { return {a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w}; }
inline Vec4 operator-(const Vec4& a, const Vec4& b) { return {a.x - b.x, a.y - b.y, a.z - b.z, a.w - b.w}; }
inline Vec4 operator*(double s, const Vec4& a) { return {s * a.x, s * a.y, s * a.z, s * a.w}; }
inline double dot(const Vec4& a, const Vec4& b) { return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w; }
inline double norm(const Vec4& a) { return std::sqrt(dot(a, a)); }
/// Cross product of the first three coordinates.
inline Vec4 cross3(const Vec4& a, const Vec4& b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x, 0.0};
}

/// CB of residue b in a trace a, b, c: along the outward bisector, and along the normal, whose sign is the hand.
struct CbFrame {
    double bisector_a = 0.0;
    double normal_a = 0.0;

    /// Guards the unit vectors of a straight trace; their derivative stays below bisector_a / 0.1 Å.
    static constexpr double kSoftNorm2 = 0.01;

    Vec4 place(const Vec4& a, const Vec4& b, const Vec4& c) const {
        const Vec4 out = 2.0 * b - a - c;
        Vec4 cb = b + (bisector_a / std::sqrt(dot(out, out) + kSoftNorm2)) * out;
        if (normal_a != 0.0) {
            const Vec4 up = cross3(b - a, c - b);
            cb += (normal_a / std::sqrt(dot(up, up) + kSoftNorm2)) * up;
        }
        return cb;
    }

    /// Chain rule: adds to the gradients of a, b, c what the gradient g of CB implies.
    void spread(const Vec4& a, const Vec4& b, const Vec4& c, const Vec4& g, Vec4& ga, Vec4& gb, Vec4& gc) const {
        gb += g;
        if (bisector_a != 0.0) {
            const Vec4 h = unit_gradient(2.0 * b - a - c, bisector_a, g);
            ga -= h;
            gb += 2.0 * h;
            gc -= h;
        }
        if (normal_a != 0.0) {
            const Vec4 p = b - a, q = c - b;
            const Vec4 h = unit_gradient(cross3(p, q), normal_a, {g.x, g.y, g.z, 0.0});
            const Vec4 gp = cross3(q, h), gq = cross3(h, p);
            ga -= gp;
            gb += gp - gq;
            gc += gq;
        }
    }

   private:
    /// Gradient with respect to v of g · (scale v / √(v² + ε)).
    static Vec4 unit_gradient(const Vec4& v, double scale, const Vec4& g) {
        const double n2 = dot(v, v) + kSoftNorm2, inverse = 1.0 / std::sqrt(n2);
        return (scale * inverse) * (g - (dot(g, v) / n2) * v);
    }
};

}  // namespace prct
