#include "prct/energy/pair_rules.hpp"

#include <cmath>

#include "prct/parameters/site_table.h"

namespace prct {

namespace {

constexpr double kReachOverSigma = 1.072;

char letter(int residue_type) { return kResidueLetters[residue_type]; }

/// Charged fraction of a group by Henderson-Hasselbalch.
double charged(double ph, double pka, double sign) { return sign / (1.0 + std::pow(10.0, sign * (ph - pka))); }

}  // namespace

bool has_repulsive_site(int residue_type, int site) {
    const char c = letter(residue_type);
    if (site == kSiteH) return false;
    if (site == kSiteCB) return c != 'G';
    if (site == kSiteSC) return c != 'G' && c != 'A';
    return true;
}

double repulsion_reach_a(int site_a, int site_b) { return kReachOverSigma * repulsion_sigma_a(site_a, site_b); }

bool is_donor(int residue_type) { return letter(residue_type) != 'P'; }

double side_chain_charge(int residue_type, double ph) {
    // Model pKa values of blocked peptides (Nozaki and Tanford 1967; Thurlkill et al. 2006).
    switch (letter(residue_type)) {
        case 'D':
            return charged(ph, 3.9, -1);
        case 'E':
            return charged(ph, 4.3, -1);
        case 'H':
            return charged(ph, 6.5, +1);
        case 'C':
            return charged(ph, 8.6, -1);
        case 'Y':
            return charged(ph, 9.8, -1);
        case 'K':
            return charged(ph, 10.4, +1);
        case 'R':
            return charged(ph, 12.3, +1);
        default:
            return 0;
    }
}

std::vector<ChargeSite> charge_sites(const System& system) {
    // Chain ends: pKa 8.0 (amino) and 3.3 (carboxyl) of model peptides.
    const double ph = system.force_field.ph;
    std::vector<ChargeSite> sites;
    for (int i = 0; i < system.size(); ++i) {
        if (system.is_first(i)) sites.push_back({i, kSiteN, charged(ph, 8.0, +1)});
        const double q = side_chain_charge(system.residue_type[i], ph);
        if (q != 0) sites.push_back({i, kSiteSC, q});
        if (system.is_last(i)) sites.push_back({i, kSiteC, charged(ph, 3.3, -1)});
    }
    return sites;
}

DebyeHuckel<double> screened_coulomb(const ForceField& ff) {
    const double length = debye_length_a(ff.ionic_strength);
    return make_debye_huckel<double>(water_permittivity, length, 5 * length, CutoffKind::smooth);
}

}  // namespace prct
