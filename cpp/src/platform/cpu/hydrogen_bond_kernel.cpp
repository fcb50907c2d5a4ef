#include "hydrogen_bond_kernel.hpp"

#include "prct/physics/hydrogen_bond_term.h"

namespace prct {

template <class Real>
double HydrogenBondKernel<Real>::add(std::span<const DonorAcceptor> pairs, double epsilon, const SiteArrays& sites,
                                     const std::vector<Real>& packed, std::vector<Real>& out) {
    // Rounding must not lose a pair; the term itself ends at its cutoff.
    constexpr Real cutoff2 = static_cast<Real>(1.0001 * kHydrogenBondCutoff_a * kHydrogenBondCutoff_a);
    const auto at = [&](int residue, Site k) {
        const Real* p = packed.data() + std::size_t(residue) * kPackedResidue + k;
        return Vec3<Real>{p[0], p[kSiteLanes], p[2 * kSiteLanes]};
    };
    const auto push = [&](int residue, Site k, const Vec3<double>& g) {
        Real* p = out.data() + std::size_t(residue) * kPackedResidue + k;
        p[0] += static_cast<Real>(g.x);
        p[kSiteLanes] += static_cast<Real>(g.y);
        p[2 * kSiteLanes] += static_cast<Real>(g.z);
    };
    near_.resize(pairs.size());
    std::size_t count = 0;
    for (const DonorAcceptor& p : pairs) {
        near_[count] = p;
        count += norm2(at(p.acceptor, kSiteO) - at(p.donor, kSiteH)) < cutoff2;
    }
    double energy = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const auto [d, a] = near_[k];
        HydrogenBondGradient<double> q;
        const double e = hydrogen_bond_energy(sites.at(d, kSiteN), sites.at(d, kSiteH), sites.at(a, kSiteO),
                                              sites.at(a, kSiteC), epsilon, q);
        if (e == 0) continue;
        energy += e;
        push(d, kSiteN, q.n);
        push(d, kSiteH, q.h);
        push(a, kSiteO, q.o);
        push(a, kSiteC, q.c);
    }
    return energy;
}

template class HydrogenBondKernel<float>;
template class HydrogenBondKernel<double>;

}  // namespace prct
