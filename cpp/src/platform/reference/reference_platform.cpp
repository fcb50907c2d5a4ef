// The oracle: plain double loops over all pairs, one function a term.
#include "reference_platform.hpp"

#include "prct/energy/backbone_terms.hpp"
#include "prct/energy/orientation_terms.hpp"
#include "prct/energy/pair_rules.hpp"
#include "prct/energy/restraint_terms.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/contact_term.h"
#include "prct/physics/dipole_term.h"
#include "prct/physics/hydrogen_bond_term.h"
#include "prct/physics/pair_potential_term.h"
#include "prct/physics/repulsion_term.h"

namespace prct {

namespace {

using V = Vec3<double>;

class ReferenceContext final : public ForceContext {
   public:
    explicit ReferenceContext(const System& system) : system_(system) {}

    void share(const std::function<void(int, int)>& work) override { work(0, system_.size()); }

    EnergyTerms compute(std::span<const double> positions, const TermScales& scales, std::span<const double> alpha,
                        std::span<double> gradient) override {
        EnergyTerms terms;
        scales_ = scales;
        build_sites(system_, positions, sites_);
        g_.assign(sites_.size(), V{});
        add_geometry(system_, scales, sites_, terms, g_);
        add_ramachandran_and_coherence(system_, scales, sites_, terms, g_);
        add_restraints(system_, scales, sites_, alpha, terms, g_);
        add_orientations(system_, scales, sites_, terms, g_);
        terms.value[kRepulsion] = repulsion();
        terms.value[kHydrogenBond] = hydrogen_bonds();
        terms.value[kAbsence] = absence();
        terms.value[kElectrostatic] = electrostatics();
        terms.value[kDipole] = dipoles();
        terms.value[kPair] = pair_potential();
        terms.value[kBurial] = burial();
        gather_site_gradients(system_, sites_, g_, gradient);
        return terms;
    }

   private:
    const V& site(int i, int k) const { return sites_[i * kSites + k]; }
    V& grad(int i, int k) { return g_[i * kSites + k]; }
    int type(int i) const { return system_.residue_type[i]; }

    /// A term that depends on the squared distance of two sites: `slope` is dE/d(r²).
    void push(int i, int a, int j, int b, double slope) {
        const V d = 2.0 * slope * (site(i, a) - site(j, b));
        grad(i, a) += d;
        grad(j, b) -= d;
    }

    double repulsion() {
        const double epsilon = system_.force_field.repulsion * scales_.factor[kRepulsion];
        double energy = 0;
        if (epsilon == 0) return 0;
        for (int i = 0; i < system_.size(); ++i)
            for (int j = i + 1; j < system_.size(); ++j) {
                for (int a = 0; a < kSiteH; ++a)
                    for (int b = 0; b < kSiteH; ++b) {
                        if (!has_repulsive_site(type(i), a) || !has_repulsive_site(type(j), b)) continue;
                        if (!repels(system_, i, a, j, b)) continue;
                        const double rho = repulsion_reach_a(a, b);
                        double slope;
                        energy += repulsion_energy(norm2(site(i, a) - site(j, b)), 1.0 / (rho * rho), epsilon, slope);
                        if (slope != 0) push(i, a, j, b, slope);
                    }
            }
        return energy;
    }

    double hydrogen_bonds() {
        const double epsilon = system_.force_field.hydrogen_bond * scales_.factor[kHydrogenBond];
        double energy = 0;
        if (epsilon == 0) return 0;
        for (int i = 0; i < system_.size(); ++i) {
            if (!is_donor(type(i))) continue;
            for (int j = 0; j < system_.size(); ++j) {
                if (i == j || too_near(system_, i, j, kHydrogenBondSeparation)) continue;
                HydrogenBondGradient<double> q;
                const double e = hydrogen_bond_energy(site(i, kSiteN), site(i, kSiteH), site(j, kSiteO),
                                                      site(j, kSiteC), epsilon, q);
                if (e == 0) continue;
                energy += e;
                grad(i, kSiteN) += q.n;
                grad(i, kSiteH) += q.h;
                grad(j, kSiteO) += q.o;
                grad(j, kSiteC) += q.c;
            }
        }
        return energy;
    }

    double absence() {
        const ForceField& ff = system_.force_field;
        const double epsilon = ff.absence * scales_.factor[kAbsence];
        double energy = 0;
        if (epsilon == 0 || system_.absence.empty()) return 0;
        for (int i = 0; i < system_.size(); ++i)
            for (int j = i + 1; j < system_.size(); ++j) {
                if (!system_.absence.test(i, j)) continue;
                double slope;
                energy +=
                    absence_energy(norm2(site(i, kSiteCB) - site(j, kSiteCB)), ff.absence_bound_a, epsilon, slope);
                if (slope != 0) push(i, kSiteCB, j, kSiteCB, slope);
            }
        return energy;
    }

    double electrostatics() {
        const ForceField& ff = system_.force_field;
        const double factor = scales_.factor[kElectrostatic];
        if (factor == 0) return 0;
        const auto screened = screened_coulomb(ff);
        const auto charges = charge_sites(system_);
        double energy = 0;
        for (std::size_t p = 0; p < charges.size(); ++p)
            for (std::size_t q = p + 1; q < charges.size(); ++q) {
                const auto &c = charges[p], &d = charges[q];
                double slope;
                const double r2 = norm2(site(c.residue, c.site) - site(d.residue, d.site));
                if (r2 >= screened.cutoff2) continue;
                energy += debye_huckel_energy(factor * c.charge_e * d.charge_e, r2, screened, slope);
                push(c.residue, c.site, d.residue, d.site, slope);
            }
        return energy;
    }

    double dipoles() {
        const ForceField& ff = system_.force_field;
        const double j0 = ff.dipole_j0 * scales_.factor[kDipole];
        double energy = 0;
        if (j0 == 0) return 0;
        for (int i = 0; i < system_.size(); ++i)
            for (int j = i + 1; j < system_.size(); ++j) {
                if (too_near(system_, i, j, kDipoleSeparation)) continue;
                energy += dipole(i, j, j0);
            }
        return energy;
    }

    double dipole(int i, int j, double j0) {
        CarbonylGradient<double> q;
        const double e = carbonyl_dipole_energy(site(i, kSiteC), site(i, kSiteO), site(j, kSiteC), site(j, kSiteO), j0,
                                                system_.force_field.dipole_cutoff_a, q);
        if (e == 0) return 0;
        grad(i, kSiteC) += q.c1;
        grad(i, kSiteO) += q.o1;
        grad(j, kSiteC) += q.c2;
        grad(j, kSiteO) += q.o2;
        return e;
    }

    double pair_potential() {
        const double factor = system_.force_field.pair * scales_.factor[kPair];
        double energy = 0;
        if (factor == 0) return 0;
        for (int i = 0; i < system_.size(); ++i)
            for (int j = i + 1; j < system_.size(); ++j) {
                if (too_near(system_, i, j, kPairSeparation)) continue;
                const double* curve =
                    &system_.pair_potential().pair[std::size_t(type_pair(type(i), type(j))) * pair_coefficients];
                double slope;
                energy += factor * pair_potential_energy(curve, norm2(site(i, kSiteSC) - site(j, kSiteSC)), slope);
                push(i, kSiteSC, j, kSiteSC, factor * slope);
            }
        return energy;
    }

    double burial() {
        const double factor = system_.force_field.burial * scales_.factor[kBurial];
        const int n = system_.size();
        if (factor == 0) return 0;
        const auto each_pair = [&](auto&& visit) {
            for (int i = 0; i < n; ++i)
                for (int j = i + 1; j < n; ++j) {
                    if (too_near(system_, i, j, kBurialSeparation)) continue;
                    double slope;
                    const double step = burial_step(norm2(site(i, kSiteSC) - site(j, kSiteSC)), slope);
                    visit(i, j, step, slope);
                }
        };
        std::vector<double> count(n), pull(n);  // pull: dV/dn
        each_pair([&](int i, int j, double step, double) { count[i] += step, count[j] += step; });
        double energy = 0;
        for (int i = 0; i < n; ++i) {
            const double* curve = &system_.pair_potential().burial[std::size_t(type(i)) * burial_coefficients];
            energy += factor * burial_energy(curve, count[i], pull[i]);
        }
        each_pair([&](int i, int j, double, double slope) {
            push(i, kSiteSC, j, kSiteSC, factor * (pull[i] + pull[j]) * slope);
        });
        return energy;
    }

    const System& system_;
    TermScales scales_;
    Sites sites_, g_;
};

}  // namespace

std::string ReferencePlatform::name() const { return "reference"; }

std::unique_ptr<ForceContext> ReferencePlatform::create(const System& system) const {
    return std::make_unique<ReferenceContext>(system);
}

}  // namespace prct
