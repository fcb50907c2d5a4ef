#include "charge_kernel.hpp"

#include "prct/base/vector_math.hpp"

namespace prct {

namespace {

constexpr double kSkin_a = 2.0;

std::vector<ListedPairs::Point> points(const std::vector<ChargeSite>& charges) {
    std::vector<ListedPairs::Point> p;
    for (const ChargeSite& c : charges) p.push_back({c.residue, c.site, c.site});
    return p;
}

template <class Real>
DebyeHuckel<Real> narrow(const DebyeHuckel<double>& p) {
    return {static_cast<Real>(p.strength), static_cast<Real>(p.inverse_length), static_cast<Real>(p.cutoff2),
            static_cast<Real>(p.energy_at_cutoff), static_cast<Real>(p.slope_at_cutoff)};
}

}  // namespace

template <class Real>
ChargeKernel<Real>::ChargeKernel(const System& system)
    : charges_(charge_sites(system)),
      far_(packed_site(system.size(), 0)),
      screened_(narrow<Real>(screened_coulomb(system.force_field))),
      list_(points(charges_), std::sqrt(screened_coulomb(system.force_field).cutoff2), kSkin_a) {}

template <class Real>
double ChargeKernel<Real>::add(double factor, const std::vector<Real>& packed, std::vector<Real>& out) {
    if (list_.update(packed, [](int, int) { return false; })) {
        pairs_.clear();
        product_.clear();
        for (int p = 0; p < list_.size(); ++p)
            for (const std::int32_t q : list_.row(p)) {
                const ChargeSite &c = charges_[p], &d = charges_[q];
                pairs_.add(packed_site(c.residue, c.site), packed_site(d.residue, d.site));
                product_.push_back(static_cast<Real>(c.charge_e * d.charge_e));
            }
        pairs_.pad(far_);
        product_.resize(pairs_.a.size(), Real(0));
    }
    const Real* product = product_.data();
    const auto scale = static_cast<Real>(factor);
    const DebyeHuckel<Real> screened = screened_;
    return add_central_pairs(pairs_, packed, out, [=](std::size_t k, Real r2, Real& f) {
        const bool inside = r2 < screened.cutoff2;
        const Real r = std::sqrt(inside ? r2 : Real(1));
        const auto screening = static_cast<Real>(vector_math::exp(static_cast<double>(-r * screened.inverse_length)));
        Real slope;
        const Real e = debye_huckel_energy(scale * product[k], r2, Real(1) / r, screening, screened, slope);
        f = inside ? Real(2) * slope : Real(0);
        return inside ? e : Real(0);
    });
}

template class ChargeKernel<float>;
template class ChargeKernel<double>;

}  // namespace prct
