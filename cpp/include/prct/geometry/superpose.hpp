// The rigid motion that brings one point set closest to another in the least-squares sense.
#pragma once

#include <span>

#include "prct/physics/vec3.h"

namespace prct {

/// A proper rotation (determinant +1, row-major) followed by a translation in Å.
struct RigidMotion {
    double rotation[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    Vec3<double> translation_a{};

    Vec3<double> apply(const Vec3<double>& p) const {
        const double* r = rotation;
        return {r[0] * p.x + r[1] * p.y + r[2] * p.z + translation_a.x,
                r[3] * p.x + r[4] * p.y + r[5] * p.z + translation_a.y,
                r[6] * p.x + r[7] * p.y + r[8] * p.z + translation_a.z};
    }
};

struct Superposition {
    RigidMotion motion;
    double rmsd_a = 0.0;
};

/// Sums over (weighted) pairs from which the best motion follows; x is moved, y stays.
struct PairSums {
    double count = 0.0;
    Vec3<double> x{}, y{};
    double xy[9] = {};  ///< sum of x_i y_j, row-major
    double xx = 0.0, yy = 0.0;

    void add(const Vec3<double>& moved, const Vec3<double>& fixed);
};

/// The motion of x onto y with the smallest sum of squares, mirror images excluded (Horn's quaternions: the largest
/// eigenvalue by Newton's method, its vector by cofactors, Jacobi rotations where those degenerate).
/// The points should lie near the origin. Needs count > 0; with fewer than three points one of the many best motions.
RigidMotion best_motion(const PairSums& sums);

/// Superpose `mobile` on `target`, equally many points (at least one), all finite; throws InputError otherwise.
Superposition superpose(std::span<const Vec3<double>> mobile, std::span<const Vec3<double>> target);

}  // namespace prct
