// Forces along the line between two sites, for lists of site pairs: gather, one vector loop over the law, scatter.
#pragma once

#include <cstdint>
#include <vector>

#include "site_arrays.hpp"

namespace prct {

/// Place of a site in a packed array.
inline std::int32_t packed_site(int residue, int site) { return residue * kPackedResidue + site; }

/// Pairs of sites as places in a packed array. Padded to whole batches.
struct SitePairs {
    static constexpr int kBatch = 16;
    std::vector<std::int32_t> a, b;

    void clear() {
        a.clear();
        b.clear();
    }
    void add(std::int32_t first, std::int32_t second) {
        a.push_back(first);
        b.push_back(second);
    }
    /// Fills the last batch with pairs of the first residue and the far place, SiteArrays::pack's last residue.
    void pad(std::int32_t far) {
        while (a.size() % kBatch != 0) add(0, far);
    }
};

/// Adds the gradients f (r_a - r_b) at a and the opposite at b. `law(pair, r², f)` returns the energy, writes f and is
/// called in a vector loop: it must not branch or call out of line.
template <class Real, class Law>
double add_central_pairs(const SitePairs& pairs, const std::vector<Real>& packed, std::vector<Real>& out, Law&& law) {
    constexpr int batch = SitePairs::kBatch;
    alignas(64) Real dx[batch], dy[batch], dz[batch], f[batch], e[batch];
    const Real* p = packed.data();
    Real* g = out.data();
    double energy = 0;
    for (std::size_t start = 0; start < pairs.a.size(); start += batch) {
        const std::int32_t *a = pairs.a.data() + start, *b = pairs.b.data() + start;
        for (int k = 0; k < batch; ++k) {
            dx[k] = p[a[k]] - p[b[k]];
            dy[k] = p[a[k] + kSiteLanes] - p[b[k] + kSiteLanes];
            dz[k] = p[a[k] + 2 * kSiteLanes] - p[b[k] + 2 * kSiteLanes];
        }
#pragma omp simd
        for (int k = 0; k < batch; ++k) {
            e[k] = law(start + k, dx[k] * dx[k] + dy[k] * dy[k] + dz[k] * dz[k], f[k]);
            dx[k] *= f[k], dy[k] *= f[k], dz[k] *= f[k];
        }
        Real sum = 0;
        for (int k = 0; k < batch; ++k) {
            sum += e[k];
            g[a[k]] += dx[k], g[a[k] + kSiteLanes] += dy[k], g[a[k] + 2 * kSiteLanes] += dz[k];
            g[b[k]] -= dx[k], g[b[k] + kSiteLanes] -= dy[k], g[b[k] + 2 * kSiteLanes] -= dz[k];
        }
        energy += static_cast<double>(sum);
    }
    return energy;
}

}  // namespace prct
