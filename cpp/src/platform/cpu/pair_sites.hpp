// One short-ranged pair term of the form E(r²) over a fixed choice of sites: Verlet list, packed coordinates, SIMD
// rows.
#pragma once

#include <vector>

#include "prct/energy/sites.hpp"
#include "prct/spatial/verlet_list.hpp"

namespace prct {

/// Repulsion (Eq. 7) and absence (Eq. 9a) share the form ε (1 - r²/σ²)²; σ depends on the kinds of the two sites.
template <class Real>
class SoftPairs {
   public:
    /// `sites` are indices into Sites, `kinds` (< kKinds) choose σ from `sigma_a` [kKinds][kKinds].
    static constexpr int kKinds = 8;
    SoftPairs(std::vector<std::int32_t> sites, std::vector<std::uint8_t> kinds,
              const std::array<std::array<double, kKinds>, kKinds>& sigma_a, float skin_a);

    template <class Exclude>
    void update_list(const Sites& all, Exclude&& exclude) {
        pack(all);
        if (fresh_ && !list_.needs_rebuild(packed_)) return;
        list_.build(packed_, exclude);
        fresh_ = true;
    }
    void reset() { fresh_ = false; }

    int site(int k) const { return sites_[k]; }

    /// Adds the gradient to `g`, returns the energy for strength `epsilon`.
    double evaluate(double epsilon, Sites& g);

   private:
    void pack(const Sites& all);

    std::vector<std::int32_t> sites_;
    std::vector<std::int32_t> kinds_;
    std::array<std::array<Real, kKinds>, kKinds> inverse_sigma2_;
    VerletList list_;
    bool fresh_ = false;
    std::vector<Vec3<float>> packed_;
    std::vector<Real> x_, y_, z_;
};

}  // namespace prct
