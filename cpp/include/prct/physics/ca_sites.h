// Points in three or four dimensions, and the CB that a CA trace implies.
#pragma once

#include "prct/hd.h"

namespace prct {

/// A point of the trace; w is the fourth dimension of an untangling start and zero in a finished trace. Four floats are
/// one load of a kernel.
template <class Real>
struct alignas(sizeof(Real) == 4 ? 16 : alignof(Real)) Vec4Of {
    Real x = 0, y = 0, z = 0, w = 0;

    PRCT_HD Vec4Of& operator+=(const Vec4Of& o) {
        x += o.x;
        y += o.y;
        z += o.z;
        w += o.w;
        return *this;
    }
    PRCT_HD Vec4Of& operator-=(const Vec4Of& o) {
        x -= o.x;
        y -= o.y;
        z -= o.z;
        w -= o.w;
        return *this;
    }
    friend PRCT_HD Vec4Of operator+(const Vec4Of& a, const Vec4Of& b) {
        return {a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w};
    }
    friend PRCT_HD Vec4Of operator-(const Vec4Of& a, const Vec4Of& b) {
        return {a.x - b.x, a.y - b.y, a.z - b.z, a.w - b.w};
    }
    friend PRCT_HD Vec4Of operator*(Real s, const Vec4Of& a) { return {s * a.x, s * a.y, s * a.z, s * a.w}; }
    friend PRCT_HD Real dot(const Vec4Of& a, const Vec4Of& b) { return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w; }
    friend PRCT_HD Real norm(const Vec4Of& a) { return std::sqrt(dot(a, a)); }
    /// Cross product of the first three coordinates.
    friend PRCT_HD Vec4Of cross3(const Vec4Of& a, const Vec4Of& b) {
        return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x, 0};
    }
};

using Vec4 = Vec4Of<double>;

/// CB of residue b in a trace a, b, c: along the outward bisector, and along the normal, whose sign is the hand.
template <class Real>
struct CbFrame {
    using Point = Vec4Of<Real>;
    Real bisector_a = 0;
    Real normal_a = 0;

    /// Guards the unit vectors of a straight trace; their derivative stays below bisector_a / 0.1 Å.
    static constexpr Real kSoftNorm2 = Real(0.01);

    PRCT_HD Point place(const Point& a, const Point& b, const Point& c) const {
        const Point out = Real(2) * b - a - c;
        Point cb = b + (bisector_a / std::sqrt(dot(out, out) + kSoftNorm2)) * out;
        if (normal_a != 0) {
            const Point up = cross3(b - a, c - b);
            cb += (normal_a / std::sqrt(dot(up, up) + kSoftNorm2)) * up;
        }
        return cb;
    }

    /// Chain rule: adds to the gradients of a, b, c what the gradient g of CB implies.
    PRCT_HD void spread(const Point& a, const Point& b, const Point& c, const Point& g, Point& ga, Point& gb,
                        Point& gc) const {
        gb += g;
        if (bisector_a != 0) {
            const Point h = unit_gradient(Real(2) * b - a - c, bisector_a, g);
            ga -= h;
            gb += Real(2) * h;
            gc -= h;
        }
        if (normal_a != 0) {
            const Point p = b - a, q = c - b;
            const Point h = unit_gradient(cross3(p, q), normal_a, {g.x, g.y, g.z, 0});
            const Point gp = cross3(q, h), gq = cross3(h, p);
            ga -= gp;
            gb += gp - gq;
            gc += gq;
        }
    }

   private:
    /// Gradient with respect to v of g · (scale v / √(v² + ε)).
    PRCT_HD static Point unit_gradient(const Point& v, Real scale, const Point& g) {
        const Real n2 = dot(v, v) + kSoftNorm2, inverse = Real(1) / std::sqrt(n2);
        return (scale * inverse) * (g - (dot(g, v) / n2) * v);
    }
};

}  // namespace prct
