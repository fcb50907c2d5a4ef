#include "prct/linalg/lanczos.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "prct/error.hpp"

namespace prct {

namespace {

double dot_product(std::span<const double> a, std::span<const double> b) {
    double sum = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
    return sum;
}

void add_scaled(std::span<double> y, double s, std::span<const double> x) {
    for (std::size_t k = 0; k < y.size(); ++k) y[k] += s * x[k];
}

/// A start vector without symmetry: a Weyl sequence of the golden ratio, so that no eigenvector is orthogonal to it by
/// design.
std::vector<double> start_vector(std::int32_t n, std::uint64_t seed) {
    std::vector<double> v(n);
    std::uint64_t state = seed;
    for (auto& x : v) {
        state += 0x9E3779B97F4A7C15ull;
        std::uint64_t z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        x = static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53 - 0.5;
    }
    return v;
}

/// Remove the components along the first `count` rows of `basis`, twice for orthogonality to rounding.
void orthogonalize(std::span<double> w, const std::vector<std::vector<double>>& basis) {
    for (int pass = 0; pass < 2; ++pass)
        for (const auto& b : basis) add_scaled(w, -dot_product(b, w), b);
}

/// One implicit QL sweep on rows l..m of the tridiagonal matrix (Wilkinson shift), rotations applied to z [m, m] by
/// rows.
void ql_sweep(std::vector<double>& d, std::vector<double>& e, std::vector<double>& z, int l, int m) {
    const int n = static_cast<int>(d.size());
    double g = (d[l + 1] - d[l]) / (2.0 * e[l]);
    double r = std::hypot(g, 1.0);
    g = d[m] - d[l] + e[l] / (g + std::copysign(r, g));
    double s = 1.0, c = 1.0, p = 0.0;
    for (int i = m - 1; i >= l; --i) {
        const double f = s * e[i], b = c * e[i];
        r = std::hypot(f, g);
        e[i + 1] = r;
        if (r == 0.0) {
            d[i + 1] -= p;
            e[m] = 0.0;
            return;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2.0 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        for (int k = 0; k < n; ++k) {
            const double upper = z[(i + 1) * n + k];
            z[(i + 1) * n + k] = s * z[i * n + k] + c * upper;
            z[i * n + k] = c * z[i * n + k] - s * upper;
        }
    }
    d[l] -= p;
    e[l] = g;
    e[m] = 0.0;
}

}  // namespace

EigenPairs tridiagonal_eigen(std::span<const double> diagonal, std::span<const double> off_diagonal) {
    constexpr int kMaxSweeps = 60;
    const int n = static_cast<int>(diagonal.size());
    std::vector<double> d(diagonal.begin(), diagonal.end()), e(off_diagonal.begin(), off_diagonal.end()), z(n * n, 0.0);
    e.resize(n, 0.0);
    for (int i = 0; i < n; ++i) z[i * n + i] = 1.0;
    for (int l = 0; l < n; ++l) {
        for (int sweep = 0;; ++sweep) {
            int m = l;
            while (m + 1 < n && std::abs(e[m]) > 1e-15 * (std::abs(d[m]) + std::abs(d[m + 1]))) ++m;
            if (m == l) break;
            if (sweep == kMaxSweeps)
                throw NumericsError("QL iteration did not converge on row " + std::to_string(l) + " of " +
                                    std::to_string(n) + "; check the matrix for values that are not finite");
            ql_sweep(d, e, z, l, m);
        }
    }
    std::vector<int> order(n);
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](int a, int b) { return d[a] > d[b]; });
    EigenPairs out;
    for (const int k : order) {
        out.values.push_back(d[k]);
        out.vectors.insert(out.vectors.end(), z.begin() + k * n, z.begin() + (k + 1) * n);
    }
    return out;
}

EigenPairs lanczos_largest(std::int32_t n, int k, const SymmetricProduct& product, const LanczosOptions& options) {
    k = std::min<int>(k, n);
    const int limit = std::min<int>(n, std::max(options.max_dimension, 2 * k));
    std::vector<std::vector<double>> basis;
    std::vector<double> alpha, beta, w(n);
    std::vector<double> v = start_vector(n, options.seed);
    EigenPairs ritz;
    for (int m = 1; m <= limit; ++m) {
        const double v_norm = std::sqrt(dot_product(v, v));
        for (auto& x : v) x /= v_norm;
        basis.push_back(v);
        product(v, w);
        alpha.push_back(dot_product(w, v));
        orthogonalize(w, basis);
        double rest = std::sqrt(dot_product(w, w));
        if (!std::isfinite(rest)) throw NumericsError("Lanczos met a value that is not finite; check the matrix");
        if (m >= k + 2 && (m % 5 == 0 || m == limit || rest < 1e-300)) {
            ritz = tridiagonal_eigen(alpha, beta);
            const double scale = std::max(std::abs(ritz.values.front()), std::abs(ritz.values.back()));
            double worst = 0.0;
            for (int q = 0; q < k; ++q) worst = std::max(worst, rest * std::abs(ritz.vectors[q * m + m - 1]));
            if (worst <= options.tolerance * scale) break;
        }
        if (m == limit) break;
        if (rest <= 1e-12 * std::abs(alpha.front())) {
            // An invariant subspace: go on in its complement, uncoupled.
            rest = 0.0;
            w = start_vector(n, options.seed + m);
            orthogonalize(w, basis);
        }
        beta.push_back(rest);
        v = w;
    }
    const int m = static_cast<int>(basis.size());
    ritz = tridiagonal_eigen(alpha, std::span(beta).first(m - 1));
    EigenPairs out;
    for (int q = 0; q < k; ++q) {
        std::vector<double> x(n, 0.0);
        for (int b = 0; b < m; ++b) add_scaled(x, ritz.vectors[q * m + b], basis[b]);
        const auto largest = std::ranges::max_element(x, {}, [](double a) { return std::abs(a); });
        const double sign = *largest < 0.0 ? -1.0 : 1.0;
        for (auto& a : x) a *= sign;
        out.values.push_back(ritz.values[q]);
        out.vectors.insert(out.vectors.end(), x.begin(), x.end());
    }
    return out;
}

}  // namespace prct
