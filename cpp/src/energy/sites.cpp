#include "prct/energy/sites.hpp"

#include "prct/parameters/site_table.h"

namespace prct {

namespace {

/// CB of ideal geometry lies this far from CA (Å).
constexpr double kIdealCaCb_a = 1.53;

}  // namespace

double side_chain_ratio(int residue_type) { return kSideChainDistance_a[residue_type] / kIdealCaCb_a; }

void build_sites(const System& system, std::span<const double> x, Sites& sites) {
    const int n = system.size();
    sites.resize(std::size_t(n) * kSites);
    for (int i = 0; i < n; ++i)
        for (int k = 0; k < 3; ++k) {
            const double* p = &x[9 * std::size_t(i) + 3 * k];
            sites[i * kSites + k] = {p[0], p[1], p[2]};
        }
    for (int i = 0; i < n; ++i) {
        Vec3<double>* s = &sites[i * kSites];
        s[kSiteCB] = place_cb(s[kSiteN], s[kSiteCA], s[kSiteC]);
        s[kSiteSC] = s[kSiteCA] + side_chain_ratio(system.residue_type[i]) * (s[kSiteCB] - s[kSiteCA]);
        s[kSiteO] = system.is_last(i) ? place_at_end(s[kSiteC], s[kSiteCA], s[kSiteN], kLastOxygenCA, kLastOxygenN)
                                      : place_beyond(s[kSiteC], s[kSiteCA], s[kSites + kSiteN], kOxygenCA, kOxygenN);
        s[kSiteH] = system.is_first(i)
                        ? place_at_end(s[kSiteN], s[kSiteCA], s[kSiteC], kFirstHydrogenCA, kFirstHydrogenC)
                        : place_beyond(s[kSiteN], s[int(kSiteC) - int(kSites)], s[kSiteCA], kHydrogenC, kHydrogenCA);
    }
}

void gather_site_gradients(const System& system, const Sites& sites, Sites& g, std::span<double> gradient) {
    const int n = system.size();
    for (int i = 0; i < n; ++i) {
        const Vec3<double>* s = &sites[i * kSites];
        Vec3<double>* q = &g[i * kSites];
        const double ratio = side_chain_ratio(system.residue_type[i]);
        q[kSiteCB] += ratio * q[kSiteSC];
        q[kSiteCA] += (1.0 - ratio) * q[kSiteSC];
        spread_cb(s[kSiteN], s[kSiteCA], s[kSiteC], q[kSiteCB], q[kSiteN], q[kSiteCA], q[kSiteC]);
        if (system.is_last(i))
            spread_at_end(q[kSiteO], kLastOxygenCA, kLastOxygenN, q[kSiteC], q[kSiteCA], q[kSiteN]);
        else
            spread_beyond(q[kSiteO], kOxygenCA, kOxygenN, q[kSiteC], q[kSiteCA], q[kSites + kSiteN]);
        if (system.is_first(i))
            spread_at_end(q[kSiteH], kFirstHydrogenCA, kFirstHydrogenC, q[kSiteN], q[kSiteCA], q[kSiteC]);
        else
            spread_beyond(q[kSiteH], kHydrogenC, kHydrogenCA, q[kSiteN], q[int(kSiteC) - int(kSites)], q[kSiteCA]);
    }
    for (int i = 0; i < n; ++i)
        for (int k = 0; k < 3; ++k) {
            const Vec3<double>& v = g[i * kSites + k];
            double* out = &gradient[9 * std::size_t(i) + 3 * k];
            out[0] = v.x;
            out[1] = v.y;
            out[2] = v.z;
        }
}

}  // namespace prct
