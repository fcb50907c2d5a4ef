#include "pair_sites.hpp"

namespace prct {

namespace {

/// Where the padding of a row lies: farther from everything than any cutoff (Å).
constexpr float kNowhere_a = 1e9f;
constexpr int kRowMultiple = 16;

float largest(const auto& table) {
    double m = 0;
    for (const auto& row : table)
        for (const double v : row) m = std::max(m, v);
    return static_cast<float>(m);
}

}  // namespace

template <class Real>
SoftPairs<Real>::SoftPairs(std::vector<std::int32_t> sites, std::vector<std::uint8_t> kinds,
                           const std::array<std::array<double, kKinds>, kKinds>& sigma_a, float skin_a)
    : sites_(std::move(sites)),
      kinds_(kinds.begin(), kinds.end()),
      list_(largest(sigma_a), skin_a, PairRows::full, kRowMultiple),
      packed_(sites_.size()),
      x_(sites_.size() + 1, Real(kNowhere_a)),
      y_(x_),
      z_(x_) {
    kinds_.push_back(0);
    for (int a = 0; a < kKinds; ++a)
        for (int b = 0; b < kKinds; ++b) {
            const double s = sigma_a[a][b];
            inverse_sigma2_[a][b] = s > 0 ? Real(1.0 / (s * s)) : Real(1e30);
        }
}

template <class Real>
void SoftPairs<Real>::pack(const Sites& all) {
    for (std::size_t k = 0; k < sites_.size(); ++k) {
        const Vec3<double>& p = all[sites_[k]];
        packed_[k] = {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
        x_[k] = static_cast<Real>(p.x);
        y_[k] = static_cast<Real>(p.y);
        z_[k] = static_cast<Real>(p.z);
    }
}

template <class Real>
double SoftPairs<Real>::evaluate(double epsilon, Sites& g) {
    double energy = 0;
    const Real *px = x_.data(), *py = y_.data(), *pz = z_.data();
    const std::int32_t* kinds = kinds_.data();
    for (std::size_t k = 0; k < sites_.size(); ++k) {
        const auto row = list_.padded_row(static_cast<int>(k));
        const std::int32_t* index = row.data();
        const int count = static_cast<int>(row.size());
        const Real* table = inverse_sigma2_[kinds[k]].data();
        const Real xk = px[k], yk = py[k], zk = pz[k];
        Real e = 0, gx = 0, gy = 0, gz = 0;
#pragma omp simd reduction(+ : e, gx, gy, gz)
        for (int m = 0; m < count; ++m) {
            const std::int32_t j = index[m];
            const Real dx = xk - px[j], dy = yk - py[j], dz = zk - pz[j];
            const Real inv = table[kinds[j]];
            Real u = Real(1) - (dx * dx + dy * dy + dz * dz) * inv;  // Eq. 7
            u = u > Real(0) ? u : Real(0);
            e += u * u;
            const Real f = u * inv;
            gx += f * dx;
            gy += f * dy;
            gz += f * dz;
        }
        energy += e;
        const double scale = -4.0 * epsilon;
        g[sites_[k]] += Vec3<double>{scale * gx, scale * gy, scale * gz};
    }
    return 0.5 * epsilon * energy;  // every pair stands in two rows
}

template class SoftPairs<float>;
template class SoftPairs<double>;

}  // namespace prct
