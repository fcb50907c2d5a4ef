#include "prct/geometry/superpose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "prct/error.hpp"

namespace prct {
namespace {

using Matrix4 = std::array<std::array<double, 4>, 4>;
using Quaternion = std::array<double, 4>;

constexpr int max_newton_steps = 50;     // 5-8 are usual; near a double root Newton halves the error a step
constexpr int max_jacobi_sweeps = 30;    // 6 are usual
constexpr double residual_limit = 1e-9;  // |Kq - lambda q| / scale above which the cofactor vector is not trusted

// Horn 1987: q K q is the sum of (R x)·y for the unit quaternion q of R.
Matrix4 key_matrix(const double s[9]) {
    const double xx = s[0], xy = s[1], xz = s[2], yx = s[3], yy = s[4], yz = s[5], zx = s[6], zy = s[7], zz = s[8];
    return {{{xx + yy + zz, yz - zy, zx - xz, xy - yx},
             {yz - zy, xx - yy - zz, xy + yx, zx + xz},
             {zx - xz, xy + yx, -xx + yy - zz, yz + zy},
             {xy - yx, zx + xz, yz + zy, -xx - yy + zz}}};
}

double minor3(const Matrix4& m, int row, int column) {
    int r[3], c[3];
    for (int k = 0, a = 0, b = 0; k < 4; ++k) {
        if (k != row) r[a++] = k;
        if (k != column) c[b++] = k;
    }
    return m[r[0]][c[0]] * (m[r[1]][c[1]] * m[r[2]][c[2]] - m[r[1]][c[2]] * m[r[2]][c[1]]) -
           m[r[0]][c[1]] * (m[r[1]][c[0]] * m[r[2]][c[2]] - m[r[1]][c[2]] * m[r[2]][c[0]]) +
           m[r[0]][c[2]] * (m[r[1]][c[0]] * m[r[2]][c[1]] - m[r[1]][c[1]] * m[r[2]][c[0]]);
}

double determinant4(const Matrix4& m) {
    return m[0][0] * minor3(m, 0, 0) - m[0][1] * minor3(m, 0, 1) + m[0][2] * minor3(m, 0, 2) -
           m[0][3] * minor3(m, 0, 3);
}

double determinant3(const double s[9]) {
    return s[0] * (s[4] * s[8] - s[5] * s[7]) - s[1] * (s[3] * s[8] - s[5] * s[6]) + s[2] * (s[3] * s[7] - s[4] * s[6]);
}

// The traceless quartic det(K - lambda) = lambda^4 + c2 lambda^2 + c1 lambda + c0, from an upper bound downwards.
double largest_eigenvalue(const Matrix4& key, const double s[9], double upper_bound) {
    double c2 = 0.0;
    for (int k = 0; k < 9; ++k) c2 -= 2.0 * s[k] * s[k];
    const double c1 = -8.0 * determinant3(s);
    const double c0 = determinant4(key);
    double lambda = upper_bound;
    for (int step = 0; step < max_newton_steps; ++step) {
        const double square = lambda * lambda;
        const double slope = 4.0 * lambda * square + 2.0 * c2 * lambda + c1;
        if (slope <= 0.0) break;
        const double change = (square * square + c2 * square + c1 * lambda + c0) / slope;
        lambda -= change;
        if (std::abs(change) <= 1e-14 * std::abs(lambda)) break;
    }
    return lambda;
}

// The longest column of cofactors of K - lambda; false where it does not solve K q = lambda q.
bool cofactor_vector(const Matrix4& key, double lambda, double scale, Quaternion& q) {
    Matrix4 shifted = key;
    for (int k = 0; k < 4; ++k) shifted[k][k] -= lambda;
    int column = 0;  // the diagonal cofactors are proportional to the squares of the vector's components
    double largest = -1.0;
    for (int k = 0; k < 4; ++k) {
        const double size = std::abs(minor3(shifted, k, k));
        if (size > largest) {
            largest = size;
            column = k;
        }
    }
    double length2 = 0.0;
    for (int k = 0; k < 4; ++k) {
        q[k] = ((column + k) % 2 ? -1.0 : 1.0) * minor3(shifted, column, k);
        length2 += q[k] * q[k];
    }
    if (!(length2 > 0.0)) return false;
    const double inverse = 1.0 / std::sqrt(length2);
    for (double& part : q) part *= inverse;
    for (int row = 0; row < 4; ++row) {
        double residual = 0.0;
        for (int k = 0; k < 4; ++k) residual += shifted[row][k] * q[k];
        if (!(std::abs(residual) <= residual_limit * scale)) return false;
    }
    return true;
}

// One Jacobi rotation that zeroes m[p][q]; the columns of `vectors` follow.
void rotate(Matrix4& m, Matrix4& vectors, int p, int q) {
    if (m[p][q] == 0.0) return;
    const double theta = (m[q][q] - m[p][p]) / (2.0 * m[p][q]);
    const double t = (theta >= 0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
    const double c = 1.0 / std::sqrt(t * t + 1.0), s = t * c;
    for (int k = 0; k < 4; ++k) {
        const double a = m[k][p], b = m[k][q];
        m[k][p] = c * a - s * b;
        m[k][q] = s * a + c * b;
    }
    for (int k = 0; k < 4; ++k) {
        const double a = m[p][k], b = m[q][k];
        m[p][k] = c * a - s * b;
        m[q][k] = s * a + c * b;
        const double u = vectors[k][p], v = vectors[k][q];
        vectors[k][p] = c * u - s * v;
        vectors[k][q] = s * u + c * v;
    }
}

Quaternion jacobi_vector(Matrix4 m, double scale) {
    Matrix4 vectors{};
    for (int k = 0; k < 4; ++k) vectors[k][k] = 1.0;
    for (int sweep = 0; sweep < max_jacobi_sweeps; ++sweep) {
        double off = 0.0;
        for (int p = 0; p < 4; ++p)
            for (int q = p + 1; q < 4; ++q) off = std::max(off, std::abs(m[p][q]));
        if (off <= 1e-15 * scale) break;
        for (int p = 0; p < 4; ++p)
            for (int q = p + 1; q < 4; ++q) rotate(m, vectors, p, q);
    }
    int best = 0;
    for (int k = 1; k < 4; ++k)
        if (m[k][k] > m[best][best]) best = k;
    return {vectors[0][best], vectors[1][best], vectors[2][best], vectors[3][best]};
}

void set_rotation(const Quaternion& q, double r[9]) {
    const double w = q[0], x = q[1], y = q[2], z = q[3];
    const double out[9] = {w * w + x * x - y * y - z * z, 2 * (x * y - w * z),           2 * (x * z + w * y),
                           2 * (x * y + w * z),           w * w - x * x + y * y - z * z, 2 * (y * z - w * x),
                           2 * (x * z - w * y),           2 * (y * z + w * x),           w * w - x * x - y * y + z * z};
    std::copy(out, out + 9, r);
}

bool is_finite(const Vec3<double>& p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

}  // namespace

void PairSums::add(const Vec3<double>& moved, const Vec3<double>& fixed) {
    count += 1.0;
    x += moved;
    y += fixed;
    const double a[3] = {moved.x, moved.y, moved.z}, b[3] = {fixed.x, fixed.y, fixed.z};
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) xy[3 * i + j] += a[i] * b[j];
    xx += norm2(moved);
    yy += norm2(fixed);
}

RigidMotion best_motion(const PairSums& sums) {
    const double inverse = 1.0 / sums.count;
    const Vec3<double> mean_x = inverse * sums.x, mean_y = inverse * sums.y;
    const double a[3] = {mean_x.x, mean_x.y, mean_x.z}, b[3] = {sums.y.x, sums.y.y, sums.y.z};
    double s[9];
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) s[3 * i + j] = sums.xy[3 * i + j] - a[i] * b[j];
    const double scale = 0.5 * (sums.xx - dot(mean_x, sums.x) + sums.yy - dot(mean_y, sums.y));
    RigidMotion motion;
    if (scale > 0.0) {
        const Matrix4 key = key_matrix(s);
        Quaternion q;
        if (!cofactor_vector(key, largest_eigenvalue(key, s, scale), scale, q)) q = jacobi_vector(key, scale);
        set_rotation(q, motion.rotation);
    }
    motion.translation_a = mean_y - motion.apply(mean_x);
    return motion;
}

Superposition superpose(std::span<const Vec3<double>> mobile, std::span<const Vec3<double>> target) {
    if (mobile.size() != target.size() || mobile.empty())
        throw InputError("superpose: " + std::to_string(mobile.size()) + " mobile and " +
                         std::to_string(target.size()) + " target points; pass equally many, at least one");
    Vec3<double> mean_x{}, mean_y{};
    for (std::size_t k = 0; k < mobile.size(); ++k) {
        if (!is_finite(mobile[k]) || !is_finite(target[k]))
            throw InputError("superpose: point " + std::to_string(k) +
                             " is not finite; leave unresolved points out of both sets");
        mean_x += mobile[k];
        mean_y += target[k];
    }
    const double inverse = 1.0 / static_cast<double>(mobile.size());
    mean_x = inverse * mean_x;
    mean_y = inverse * mean_y;
    PairSums sums;  // about the centroids, so that coordinates far from the origin lose no digits
    for (std::size_t k = 0; k < mobile.size(); ++k) sums.add(mobile[k] - mean_x, target[k] - mean_y);
    Superposition result;
    result.motion = best_motion(sums);
    double squares = 0.0;
    for (std::size_t k = 0; k < mobile.size(); ++k)
        squares += norm2(result.motion.apply(mobile[k] - mean_x) - (target[k] - mean_y));
    result.rmsd_a = std::sqrt(squares * inverse);
    const Vec3<double> shift = result.motion.translation_a;
    result.motion.translation_a = {};
    result.motion.translation_a = mean_y + shift - result.motion.apply(mean_x);
    return result;
}

}  // namespace prct
