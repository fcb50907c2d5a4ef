// Positions as the pair loop reads them: four numbers a bead, the fourth its charge.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "prct/base/simd_pairs.hpp"
#include "prct/engine/ca_chain_forces.hpp"

namespace prct {

/// Double precision: coordinates as they are.
template <class T>
class BeadPoints {
   public:
    using Value = T;
    static constexpr T nowhere_a = T(1e18);  // where the padding of rows points

    explicit BeadPoints(int beads) : values_(4 * (beads + 1), nowhere_a) { values_[4 * beads + 3] = T(0); }

    void set_charge(int bead, double charge) { values_[4 * bead + 3] = static_cast<T>(charge); }
    T charge(int bead) const { return values_[4 * bead + 3]; }
    void fit(const BeadArrays&, int, double) {}
    T scale_a() const { return T(1); }
    void place(const BeadArrays& at, int i) {
        values_[4 * i] = static_cast<T>(at.x[i]);
        values_[4 * i + 1] = static_cast<T>(at.y[i]);
        values_[4 * i + 2] = static_cast<T>(at.z[i]);
    }
    /// In units of scale_a.
    T squared_distance(int i, const BeadPoints& old) const {
        T sum = T(0);
        for (int k = 4 * i; k < 4 * i + 3; ++k) sum += (values_[k] - old.values_[k]) * (values_[k] - old.values_[k]);
        return sum;
    }
    struct Difference {
        simd::Vector<T> x, y, z, charge;
    };
    Difference difference(int i, const std::int32_t* others) const {
        const auto other = simd::gather(values_.data(), others);
        const T* own = values_.data() + 4 * i;
        return {own[0] - other.x, own[1] - other.y, own[2] - other.z, other.charge};
    }

   private:
    std::vector<T> values_;
};

/// Single precision: coordinates as integers, in steps of a power of two that fits the box. Differences are exact, so
/// precision depends neither on the origin nor on where in the chain's box a bead is: 2⁻²² Å for a box below 250 Å.
template <>
class BeadPoints<float> {
   public:
    explicit BeadPoints(int beads) : values_(4 * (beads + 1), 0) {
        // Twice as far out as any bead: no bead comes within a cutoff of it.
        for (int k = 0; k < 3; ++k) values_[4 * beads + k] = 2 * furthest;
    }

    void set_charge(int bead, double charge) {
        values_[4 * bead + 3] = std::bit_cast<std::int32_t>(static_cast<float>(charge));
    }
    float charge(int bead) const { return std::bit_cast<float>(values_[4 * bead + 3]); }

    /// Choose the origin and the step so that all beads stay in range while none moves by more than `margin_a`.
    void fit(const BeadArrays& at, int beads, double margin_a) {
        double half_edge = margin_a;
        const auto middle = [&](const std::vector<double>& axis) {
            const auto [low, high] = std::minmax_element(axis.begin(), axis.begin() + beads);
            half_edge = std::max(half_edge, 0.5 * (*high - *low) + margin_a);
            return 0.5 * (*low + *high);
        };
        origin_ = {middle(at.x), middle(at.y), middle(at.z)};
        const int exponent = std::isfinite(half_edge) ? std::ilogb(half_edge) + 1 : 0;
        scale_a_ = std::ldexp(1.0, exponent - furthest_bits);
    }
    float scale_a() const { return static_cast<float>(scale_a_); }

    void place(const BeadArrays& at, int i) {
        values_[4 * i] = steps(at.x[i] - origin_.x);
        values_[4 * i + 1] = steps(at.y[i] - origin_.y);
        values_[4 * i + 2] = steps(at.z[i] - origin_.z);
    }
    float squared_distance(int i, const BeadPoints& old) const {
        float sum = 0.0F;
        for (int k = 4 * i; k < 4 * i + 3; ++k) {
            const float d = static_cast<float>(values_[k] - old.values_[k]);
            sum += d * d;
        }
        return sum;
    }
    struct Difference {
        simd::Floats x, y, z, charge;
    };
    Difference difference(int i, const std::int32_t* others) const {
        const auto other = simd::gather(values_.data(), others);
        const std::int32_t* own = values_.data() + 4 * i;
        const auto real = [](const simd::Ints& v) { return __builtin_convertvector(v, simd::Floats); };
        return {real(own[0] - other.x), real(own[1] - other.y), real(own[2] - other.z),
                reinterpret_cast<simd::Floats>(other.charge)};
    }

   private:
    static constexpr int furthest_bits = 29;
    static constexpr std::int32_t furthest = 1 << furthest_bits;

    std::int32_t steps(double x_a) const {
        const double s = x_a / scale_a_;
        const double above = s > -furthest ? s : -furthest;  // also for NaN
        return static_cast<std::int32_t>(std::rint(above < furthest ? above : furthest));
    }

    Vec3<double> origin_{};
    double scale_a_ = 1.0;
    std::vector<std::int32_t> values_;
};

}  // namespace prct
