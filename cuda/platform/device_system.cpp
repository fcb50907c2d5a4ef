#include "platform/device_system.hpp"

#include <algorithm>
#include <unordered_map>

#include "kernels/team.h"
#include "prct/energy/pair_rules.hpp"
#include "prct/energy/restraint_terms.hpp"
#include "prct/energy/sites.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/hydrogen_bond_term.h"
#include "prct/physics/pair_potential_term.h"
#include "prct/physics/ramachandran_term.h"

namespace prct::cuda {

namespace {

using device::SystemView;

template <class From>
std::vector<float> floats(const From& from) {
    return {from.begin(), from.end()};
}

float single(double x) { return static_cast<float>(x); }

/// Å, for roundings.
constexpr float kPadSlack_a = 1e-3f;

/// Half of the widest reach of each site, then less for those far from CA, as far as the others allow.
void put_pads(device::Constants& c) {
    const auto reach = [&](int a, int b) { return c.reach[device::solid_pair(a, b)]; };
    for (int a = 0; a < device::kSolidSites; ++a)
        for (int b = 0; b < device::kSolidSites; ++b) c.pad[a] = std::max(c.pad[a], 0.5f * reach(a, b));
    for (const int a : {kSiteSC, kSiteO, kSiteCB}) {
        float least = 0.5f * reach(a, a);
        for (int b = 0; b < device::kSolidSites; ++b)
            if (b != a) least = std::max(least, reach(a, b) - c.pad[b]);
        c.pad[a] = least;
    }
    c.pad[kSiteH] = std::max(0.0f, single(kHydrogenBondCutoff_a) - c.pad[kSiteO]);
    for (float& pad : c.pad) pad += kPadSlack_a;
}

/// Row r of a thread's chunk beside row r of the next thread's: place r · 32 + thread of what the threads of a warp
/// read together.
std::vector<device::RestraintRow> deal(const std::vector<device::RestraintRow>& rows) {
    const std::size_t chunk = (rows.size() + device::kWarp - 1) / device::kWarp;
    std::vector<device::RestraintRow> dealt(chunk * device::kWarp);
    for (std::size_t k = 0; k < rows.size(); ++k) dealt[k % chunk * device::kWarp + k / chunk] = rows[k];
    return dealt;
}

std::int32_t site_number(int residue, int site) { return residue * kSites + site; }

}  // namespace

device::Constants device_constants(const ForceField& ff) {
    device::Constants c{};
    c.bond_k = single(ff.bond_k);
    c.angle_k = single(ff.angle_k);
    c.omega_k = single(ff.omega_k);
    c.proline_cis_bias = single(ff.proline_cis_bias);
    c.ramachandran = single(ff.ramachandran);
    c.repulsion = single(ff.repulsion);
    c.hydrogen_bond = single(ff.hydrogen_bond);
    c.contact = single(ff.contact);
    c.absence = single(ff.absence);
    c.absence_bound_a = single(ff.absence_bound_a);
    c.huber_delta = single(ff.huber_delta);
    c.log_c = single(ff.log_c);
    c.dipole_j0 = single(ff.dipole_j0);
    c.dipole_cutoff_a = single(ff.dipole_cutoff_a);
    c.coherence_lambda = single(ff.coherence_lambda);
    c.coherence_k = single(ff.coherence_k);
    c.pair = single(ff.pair);
    c.burial = single(ff.burial);
    const DebyeHuckel<double> screened = screened_coulomb(ff);
    c.charge_strength = single(screened.strength);
    c.charge_inverse_length = single(screened.inverse_length);
    c.charge_cutoff2 = single(screened.cutoff2);
    c.charge_energy_at_cutoff = single(screened.energy_at_cutoff);
    c.charge_slope_at_cutoff = single(screened.slope_at_cutoff);
    for (int a = 0; a < device::kSolidSites; ++a)
        for (int b = a; b < device::kSolidSites; ++b) {
            const double reach = repulsion_reach_a(a, b);
            c.reach[device::solid_pair(a, b)] = single(reach);
            c.inverse_reach2[device::solid_pair(a, b)] = single(1.0 / (reach * reach));
            c.widest_reach = std::max(c.widest_reach, single(reach));
        }
    c.widest_reach = std::max(c.widest_reach, single(kHydrogenBondCutoff_a));
    put_pads(c);
    return c;
}

device::ScaleView device_scales(const TermScales& scales) {
    device::ScaleView view{};
    for (int t = 0; t < kTerms; ++t) view.factor[t] = single(scales.factor[t]);
    view.saturation = single(scales.saturation);
    return view;
}

PackedSystem::PackedSystem(const System& system) {
    SystemView table{};
    table.residues = system.size();
    table.constants = device_constants(system.force_field);
    put_residues(system);
    put_surfaces(system);
    put_restraints(system, table);
    put_orientations(system, table);
    put_absence(system, table);
    put_charges(system, table);
    pair_ = blob.put(floats(system.pair_potential().pair));
    burial_ = blob.put(floats(system.pair_potential().burial));
    view = blob.put(std::span<const SystemView>(&table, 1));
}

void PackedSystem::put_residues(const System& system) {
    std::vector<device::Residue> residues;
    for (int i = 0; i < system.size(); ++i) {
        const int type = system.residue_type[i];
        device::Residue r{};
        r.chain = system.chain_of(i);
        r.side_chain_ratio = single(side_chain_ratio(type));
        r.type = static_cast<std::uint8_t>(type);
        r.peptide_kind = system.peptide_kind[i];
        r.flags = static_cast<std::uint8_t>((system.is_first(i) ? device::kFirstOfChain : 0) |
                                            (system.is_last(i) ? device::kLastOfChain : 0) |
                                            (is_donor(type) ? device::kDonor : 0));
        for (int k = 0; k < device::kSolidSites; ++k)
            if (has_repulsive_site(type, k)) r.solid = static_cast<std::uint8_t>(r.solid | 1 << k);
        residues.push_back(r);
    }
    residue_ = blob.put(residues);
}

/// One copy of every surface: residues of a class share theirs unless each has its own.
void PackedSystem::put_surfaces(const System& system) {
    std::unordered_map<const float*, std::int32_t> known;
    std::vector<std::int32_t> start;
    std::vector<float> all;
    for (int i = 0; i < system.size(); ++i) {
        const float* const surface = system.ramachandran_surface(i);
        const auto [found, is_new] = known.try_emplace(surface, static_cast<std::int32_t>(all.size()));
        if (is_new) all.insert(all.end(), surface, surface + ramachandran_stride);
        start.push_back(found->second);
    }
    surfaces_ = blob.put(all);
    surface_ = blob.put(start);
}

void PackedSystem::put_restraints(const System& system, SystemView& table) {
    const auto& all = system.restraints;
    std::vector<device::RestraintRow> rows;
    for (const Restraint& r : all)
        rows.push_back({site_number(r.residue_i, r.site_i), site_number(r.residue_j, r.site_j), single(r.lower_a),
                        single(r.upper_a), single(1.0 / r.scale_a), single(r.weight), r.spline, 0});
    std::vector<device::RestraintRows> runs;
    for (std::size_t k = 0; k < all.size(); k = static_cast<std::size_t>(runs.back().last)) {
        const RestraintRun run = restraint_run(all, k);
        rows[run.first].alternatives = static_cast<std::int32_t>(run.last - run.first);
        runs.push_back({static_cast<std::int32_t>(run.first), static_cast<std::int32_t>(run.last)});
    }
    std::vector<float> knots, values, slopes;
    std::vector<device::SplineRange> splines;
    for (const DistanceSpline& s : system.splines) {
        splines.push_back({static_cast<std::int32_t>(knots.size()), static_cast<std::int32_t>(s.knots_a.size())});
        knots.insert(knots.end(), s.knots_a.begin(), s.knots_a.end());
        values.insert(values.end(), s.values.begin(), s.values.end());
        slopes.insert(slopes.end(), s.slopes.begin(), s.slopes.end());
    }
    table.restraints = static_cast<std::int32_t>(rows.size());
    table.restraint_runs = static_cast<std::int32_t>(runs.size());
    restraint_ = blob.put(rows);
    dealt_ = blob.put(deal(rows));
    run_ = blob.put(runs);
    knots_ = blob.put(knots);
    values_ = blob.put(values);
    slopes_ = blob.put(slopes);
    spline_ = blob.put(splines);
}

void PackedSystem::put_orientations(const System& system, SystemView& table) {
    std::vector<device::OrientationRow> rows;
    std::vector<float> coefficients;
    for (const Orientation& o : system.orientations) {
        rows.push_back({o.residue_i, o.residue_j, static_cast<std::int32_t>(o.kind)});
        coefficients.insert(coefficients.end(), o.coefficients.begin(), o.coefficients.end());
    }
    table.orientations = static_cast<std::int32_t>(rows.size());
    orientation_ = blob.put(rows);
    orientation_coefficients_ = blob.put(coefficients);
}

void PackedSystem::put_absence(const System& system, SystemView& table) {
    std::vector<std::int32_t> row, named;
    if (!system.absence.empty()) {
        row.push_back(0);
        for (int i = 0; i < system.size(); ++i) {
            const auto above = system.absence.named_above(i);
            named.insert(named.end(), above.begin(), above.end());
            row.push_back(static_cast<std::int32_t>(named.size()));
        }
        table.absence_separation = system.absence.separation();
    } else {
        table.constants.absence = 0;
    }
    absence_row_ = blob.put(row);
    absence_named_ = blob.put(named);
}

void PackedSystem::put_charges(const System& system, SystemView& table) {
    std::vector<device::ChargeRow> rows;
    for (const ChargeSite& c : charge_sites(system))
        rows.push_back({site_number(c.residue, c.site), single(c.charge_e)});
    table.charges = static_cast<std::int32_t>(rows.size());
    charge_ = blob.put(rows);
}

std::span<const std::byte> PackedSystem::placed_at(DevicePointer base) {
    SystemView& v = *blob.host(view);
    v.residue = device_pointer(base, residue_);
    v.surfaces = device_pointer(base, surfaces_);
    v.surface = device_pointer(base, surface_);
    v.restraint = device_pointer(base, restraint_);
    v.dealt = device_pointer(base, dealt_);
    v.run = device_pointer(base, run_);
    v.knots = device_pointer(base, knots_);
    v.values = device_pointer(base, values_);
    v.slopes = device_pointer(base, slopes_);
    v.spline = device_pointer(base, spline_);
    v.orientation = device_pointer(base, orientation_);
    v.orientation_coefficients = device_pointer(base, orientation_coefficients_);
    v.charge = device_pointer(base, charge_);
    v.absence_row = device_pointer(base, absence_row_);
    v.absence_named = device_pointer(base, absence_named_);
    v.pair_coefficients = device_pointer(base, pair_);
    v.burial_coefficients = device_pointer(base, burial_);
    return blob.bytes();
}

DeviceSystem::DeviceSystem(const System& system, Driver& driver, MemoryResource& memory, StreamView stream)
    : residues_(system.size()) {
    PackedSystem packed(system);
    *this = DeviceSystem(packed, system.size(), driver, memory, stream);
    driver.synchronize(stream);  // the host's copy ends here
}

DeviceSystem::DeviceSystem(PackedSystem& packed, int residues, Driver& driver, MemoryResource& memory,
                           StreamView stream)
    : residues_(residues), bytes_(packed.blob.size(), memory, stream) {
    driver.upload(bytes_.address(), packed.placed_at(bytes_.address()), stream);
    view_ = device_pointer(bytes_.address(), packed.view);
}

}  // namespace prct::cuda
