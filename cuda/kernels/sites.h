// Eq. 2 on the device: sites from the backbone, and their gradients back to it.
#pragma once

#include "kernels/fixed_point.h"
#include "kernels/system_view.h"
#include "kernels/workspace.h"

namespace prct::device {

/// All sites of a residue, from N, CA and C of it and of its neighbours.
struct ResidueSites {
    Vec3<float> n, ca, c, o, cb, sc, h;

    PRCT_DEVICE ResidueSites(const SystemView& s, const Workspace& w, int i)
        : n(w.site(i, kSiteN)), ca(w.site(i, kSiteCA)), c(w.site(i, kSiteC)), cb(place_cb(n, ca, c)) {
        const Residue r = s.residue[i];
        sc = ca + r.side_chain_ratio * (cb - ca);
        o = r.is_last() ? place_at_end(c, ca, n, float(kLastOxygenCA), float(kLastOxygenN))
                        : place_beyond(c, ca, w.site(i + 1, kSiteN), float(kOxygenCA), float(kOxygenN));
        h = r.is_first() ? place_at_end(n, ca, c, float(kFirstHydrogenCA), float(kFirstHydrogenC))
                         : place_beyond(n, w.site(i - 1, kSiteC), ca, float(kHydrogenC), float(kHydrogenCA));
    }
    PRCT_DEVICE void place(const Workspace& w, int i) const {
        w.place(i, kSiteO, o);
        w.place(i, kSiteCB, cb);
        w.place(i, kSiteSC, sc);
        w.place(i, kSiteH, h);
    }
    /// How far from CA they reach, each with its pad.
    PRCT_DEVICE float radius(const Constants& k) const {
        const auto out = [&](const Vec3<float>& at, Site site) { return std::sqrt(norm2(at - ca)) + k.pad[site]; };
        const float backbone = fmaxf(fmaxf(out(n, kSiteN), out(c, kSiteC)), fmaxf(out(o, kSiteO), out(h, kSiteH)));
        return fmaxf(fmaxf(backbone, k.pad[kSiteCA]), fmaxf(out(cb, kSiteCB), out(sc, kSiteSC)));
    }
};

/// Places O, CB, SC and H of every residue; N, CA and C are there.
template <class Team>
PRCT_DEVICE void place_virtual_sites(const Team& team, const SystemView& s, const Workspace& w) {
    PRCT_ONE_COPY
    for (int i = team.rank(); i < s.residues; i += team.size()) ResidueSites(s, w, i).place(w, i);
}

struct ResidueGradient {
    Vec3<float> n, ca, c;
};

/// dV/dx of N, CA and C of a residue: their own and what its virtual sites, the O before and the H behind pass on.
PRCT_DEVICE ResidueGradient gather_gradient(const SystemView& s, const Workspace& w, int i) {
    const Residue r = s.residue[i];
    const auto at = [&](int residue, int site) { return force_of(w.force(residue, site)); };
    ResidueGradient g{at(i, kSiteN), at(i, kSiteCA), at(i, kSiteC)};
    const Vec3<float> sc = at(i, kSiteSC), cb = at(i, kSiteCB) + r.side_chain_ratio * sc;
    g.ca += (1.0f - r.side_chain_ratio) * sc;
    spread_cb(w.site(i, kSiteN), w.site(i, kSiteCA), w.site(i, kSiteC), cb, g.n, g.ca, g.c);
    Vec3<float> elsewhere;
    if (r.is_last()) {
        spread_at_end(at(i, kSiteO), float(kLastOxygenCA), float(kLastOxygenN), g.c, g.ca, g.n);
    } else {
        spread_beyond(at(i, kSiteO), float(kOxygenCA), float(kOxygenN), g.c, g.ca, elsewhere);
        spread_beyond(at(i + 1, kSiteH), float(kHydrogenC), float(kHydrogenCA), elsewhere, g.c, elsewhere);
    }
    if (r.is_first()) {
        spread_at_end(at(i, kSiteH), float(kFirstHydrogenCA), float(kFirstHydrogenC), g.n, g.ca, g.c);
    } else {
        spread_beyond(at(i, kSiteH), float(kHydrogenC), float(kHydrogenCA), g.n, elsewhere, g.ca);
        spread_beyond(at(i - 1, kSiteO), float(kOxygenCA), float(kOxygenN), elsewhere, elsewhere, g.n);
    }
    return g;
}

PRCT_DEVICE Vec3<float> load(const float* p) { return {p[0], p[1], p[2]}; }
PRCT_DEVICE void store(float* p, const Vec3<float>& v) {
    p[0] = v.x;
    p[1] = v.y;
    p[2] = v.z;
}

PRCT_DEVICE void write_gradient(const SystemView& s, const Workspace& w, int i, float* gradient) {
    const ResidueGradient g = gather_gradient(s, w, i);
    store(gradient + 9 * i, g.n);
    store(gradient + 9 * i + 3, g.ca);
    store(gradient + 9 * i + 6, g.c);
}

}  // namespace prct::device
