#include "cpu_platform.hpp"

#include <optional>

#include "pair_sites.hpp"
#include "prct/energy/backbone_terms.hpp"
#include "prct/energy/pair_rules.hpp"
#include "prct/energy/restraint_terms.hpp"
#include "prct/parameters/site_table.h"
#include "prct/physics/hydrogen_bond_term.h"

namespace prct {

namespace {

using V = Vec3<double>;

constexpr float kRepulsionSkin_a = 1.6f, kAbsenceSkin_a = 2.0f, kHydrogenBondSkin_a = 2.0f;

template <class Real>
SoftPairs<Real> repulsive_pairs(const System& s) {
    std::vector<std::int32_t> sites;
    std::vector<std::uint8_t> kinds;
    for (int i = 0; i < s.size(); ++i)
        for (int k = 0; k < kSiteH; ++k)
            if (has_repulsive_site(s.residue_type[i], k)) {
                sites.push_back(i * kSites + k);
                kinds.push_back(static_cast<std::uint8_t>(k));
            }
    std::array<std::array<double, SoftPairs<Real>::kKinds>, SoftPairs<Real>::kKinds> sigma{};
    for (int a = 0; a < kSiteH; ++a)
        for (int b = 0; b < kSiteH; ++b) sigma[a][b] = repulsion_sigma_a(a, b);
    return {std::move(sites), std::move(kinds), sigma, kRepulsionSkin_a};
}

template <class Real>
SoftPairs<Real> absent_pairs(const System& s) {
    std::vector<std::int32_t> sites;
    for (int i = 0; i < s.size(); ++i) sites.push_back(i * kSites + kSiteCB);
    std::array<std::array<double, SoftPairs<Real>::kKinds>, SoftPairs<Real>::kKinds> sigma{};
    sigma[0][0] = s.force_field.absence_bound_a;
    return {std::move(sites), std::vector<std::uint8_t>(s.size(), 0), sigma, kAbsenceSkin_a};
}

template <class Real>
class CpuContext final : public ForceContext {
   public:
    explicit CpuContext(const System& system)
        : system_(system),
          repulsion_(repulsive_pairs<Real>(system)),
          hydrogen_bonds_(static_cast<float>(kHydrogenBondCutoff_a), kHydrogenBondSkin_a, PairRows::half) {
        if (!system.absence.empty()) absence_.emplace(absent_pairs<Real>(system));
    }

    void reset() override {
        repulsion_.reset();
        if (absence_) absence_->reset();
        hydrogen_bonds_fresh_ = false;
    }

    EnergyTerms compute(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha,
                        std::span<double> gradient) override {
        EnergyTerms terms;
        const ForceField& ff = system_.force_field;
        build_sites(system_, positions, sites_);
        g_.assign(sites_.size(), V{});
        add_geometry(system_, scales, sites_, terms, g_);
        add_ramachandran_and_coherence(system_, scales, sites_, terms, g_);
        add_restraints(system_, scales, sites_, alpha, terms, g_);
        if (const double e = ff.repulsion * scales.factor[kRepulsion]; e != 0) {
            repulsion_.update_list(sites_, [&](int a, int b) {
                const int p = repulsion_.site(a), q = repulsion_.site(b);
                return !repels(system_, p / kSites, p % kSites, q / kSites, q % kSites);
            });
            terms.value[kRepulsion] = repulsion_.evaluate(e, g_);
        }
        if (const double e = ff.absence * scales.factor[kAbsence]; e != 0 && absence_) {
            absence_->update_list(sites_, [&](int i, int j) { return !system_.absence.test(i, j); });
            terms.value[kAbsence] = absence_->evaluate(e, g_);
        }
        if (const double e = ff.hydrogen_bond * scales.factor[kHydrogenBond]; e != 0)
            terms.value[kHydrogenBond] = hydrogen_bonds(e);
        gather_site_gradients(system_, sites_, g_, gradient);
        return terms;
    }

   private:
    /// Points 2i are the H of residue i, points 2i+1 its O.
    double hydrogen_bonds(double epsilon) {
        const int n = system_.size();
        bonders_.resize(2 * n);
        for (int i = 0; i < n; ++i)
            for (int k = 0; k < 2; ++k) {
                const V& p = sites_[i * kSites + (k ? kSiteO : kSiteH)];
                bonders_[2 * i + k] = {static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)};
            }
        if (!hydrogen_bonds_fresh_ || hydrogen_bonds_.needs_rebuild(bonders_)) {
            hydrogen_bonds_.build(bonders_, [&](int a, int b) {
                const int donor = a % 2 == 0 ? a / 2 : b / 2;
                return a % 2 == b % 2 || !is_donor(system_.residue_type[donor]) ||
                       too_near(system_, a / 2, b / 2, kHydrogenBondSeparation) || a / 2 == b / 2;
            });
            hydrogen_bonds_fresh_ = true;
        }
        double energy = 0;
        for (int a = 0; a < 2 * n; ++a)
            for (const std::int32_t b : hydrogen_bonds_.row(a))
                energy += a % 2 == 0 ? hydrogen_bond(a / 2, b / 2, epsilon) : hydrogen_bond(b / 2, a / 2, epsilon);
        return energy;
    }

    double hydrogen_bond(int donor, int acceptor, double epsilon) {
        const V *d = &sites_[donor * kSites], *a = &sites_[acceptor * kSites];
        HydrogenBondGradient<double> q;
        const double e = hydrogen_bond_energy(d[kSiteN], d[kSiteH], a[kSiteO], a[kSiteC], epsilon, q);
        if (e == 0) return 0;
        V *gd = &g_[donor * kSites], *ga = &g_[acceptor * kSites];
        gd[kSiteN] += q.n;
        gd[kSiteH] += q.h;
        ga[kSiteO] += q.o;
        ga[kSiteC] += q.c;
        return e;
    }

    const System& system_;
    SoftPairs<Real> repulsion_;
    std::optional<SoftPairs<Real>> absence_;
    VerletList hydrogen_bonds_;
    bool hydrogen_bonds_fresh_ = false;
    std::vector<Vec3<float>> bonders_;
    Sites sites_, g_;
};

}  // namespace

std::string CpuPlatform::name() const { return single_precision_ ? "cpu" : "cpu-f64"; }

std::unique_ptr<ForceContext> CpuPlatform::create(const System& system) const {
    if (single_precision_) return std::make_unique<CpuContext<float>>(system);
    return std::make_unique<CpuContext<double>>(system);
}

}  // namespace prct
