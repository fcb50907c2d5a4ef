// Three-vectors for the per-element physics.
#pragma once

#include "prct/hd.h"

namespace prct {

template <class T>
struct Vec3 {
    T x{}, y{}, z{};

    PRCT_HD Vec3& operator+=(const Vec3& o) {
        x += o.x;
        y += o.y;
        z += o.z;
        return *this;
    }
    PRCT_HD Vec3& operator-=(const Vec3& o) {
        x -= o.x;
        y -= o.y;
        z -= o.z;
        return *this;
    }
};

template <class T>
PRCT_HD Vec3<T> operator+(const Vec3<T>& a, const Vec3<T>& b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
template <class T>
PRCT_HD Vec3<T> operator-(const Vec3<T>& a, const Vec3<T>& b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
template <class T>
PRCT_HD Vec3<T> operator-(const Vec3<T>& a) {
    return {-a.x, -a.y, -a.z};
}
template <class T>
PRCT_HD Vec3<T> operator*(T s, const Vec3<T>& a) {
    return {s * a.x, s * a.y, s * a.z};
}
template <class T>
PRCT_HD T dot(const Vec3<T>& a, const Vec3<T>& b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
template <class T>
PRCT_HD Vec3<T> cross(const Vec3<T>& a, const Vec3<T>& b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
template <class T>
PRCT_HD T norm2(const Vec3<T>& a) {
    return dot(a, a);
}
template <class T>
PRCT_HD T norm(const Vec3<T>& a) {
    return std::sqrt(norm2(a));
}

}  // namespace prct
