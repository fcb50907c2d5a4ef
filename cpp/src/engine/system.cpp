#include "prct/engine/system.hpp"

#include <cmath>
#include <cstring>

#include "prct/error.hpp"
#include "prct/parameters/ramachandran_table.hpp"
#include "prct/physics/ramachandran_term.h"

namespace prct {

namespace {

std::uint8_t residue_code(char letter, std::size_t chain, std::size_t position) {
    const char* found = letter ? std::strchr(kResidueLetters, letter) : nullptr;
    if (!found)
        throw InputError("chain " + std::to_string(chain + 1) + ", residue " + std::to_string(position + 1) + ": '" +
                         std::string(1, letter) + "' is none of the 20 amino acids; replace it");
    return static_cast<std::uint8_t>(found - kResidueLetters);
}

void check(const Restraint& r, int n, std::size_t row) {
    const std::string where = "restraint " + std::to_string(row + 1) + ": ";
    if (r.residue_i < 0 || r.residue_j < 0 || r.residue_i >= n || r.residue_j >= n)
        throw InputError(where + "residue outside 0.." + std::to_string(n - 1) + "; give 0-based positions");
    if (r.residue_i == r.residue_j) throw InputError(where + "joins a residue to itself; remove it");
    if (r.site_i >= kSites || r.site_j >= kSites) throw InputError(where + "unknown site; use 0 (N) .. 6 (H)");
    if (!(r.lower_a >= 0) || !(r.upper_a >= r.lower_a)) throw InputError(where + "bounds need 0 <= lower <= upper");
    if (!(r.scale_a > 0) || !(r.weight >= 0) || !std::isfinite(r.scale_a) || !std::isfinite(r.weight))
        throw InputError(where + "needs a positive scale and a weight >= 0");
}

void check(const DistanceSpline& s, std::size_t index) {
    const std::string where = "spline " + std::to_string(index) + ": ";
    const std::size_t n = s.knots_a.size();
    if (n < 2 || s.values.size() != n || s.slopes.size() != n)
        throw InputError(where + "needs at least two knots, and a value and a slope for each");
    for (std::size_t k = 0; k < n; ++k)
        if (!std::isfinite(s.values[k]) || !std::isfinite(s.slopes[k]) || (k && !(s.knots_a[k] > s.knots_a[k - 1])))
            throw InputError(where + "knots must ascend and values be finite");
    if (s.slopes.back() != 0) throw InputError(where + "the last slope must be 0");
}

const float* class_surface(std::uint8_t ramachandran_class) {
    return ramachandran_table().data() + std::size_t(ramachandran_class) * ramachandran_stride;
}

void check(const Orientation& o, int n, std::size_t row) {
    const std::string where = "orientation " + std::to_string(row + 1) + ": ";
    if (o.residue_i < 0 || o.residue_j < 0 || o.residue_i >= n || o.residue_j >= n)
        throw InputError(where + "residue outside 0.." + std::to_string(n - 1) + "; give 0-based positions");
    if (o.residue_i == o.residue_j) throw InputError(where + "joins a residue to itself; remove it");
    for (int k = 0; k < orientation_bins; ++k) {
        if (!std::isfinite(o.coefficients[k])) throw InputError(where + "coefficients must be finite; give kcal/mol");
        if (o.kind == OrientationKind::phi && o.coefficients[k] != o.coefficients[orientation_bins - 1 - k])
            throw InputError(where + "those of an angle must be even; mirror the bins of 0 to π");
    }
}

}  // namespace

System System::from_sequences(const std::vector<std::string>& chains) {
    if (chains.empty()) throw InputError("no chain was given; pass at least one sequence");
    System s;
    s.chain_starts.push_back(0);
    for (std::size_t c = 0; c < chains.size(); ++c) {
        if (chains[c].empty()) throw InputError("chain " + std::to_string(c + 1) + " is empty; give its sequence");
        for (std::size_t k = 0; k < chains[c].size(); ++k) {
            s.residue_type.push_back(residue_code(chains[c][k], c, k));
            s.chain_flags_.push_back((k == 0 ? 1 : 0) | (k + 1 == chains[c].size() ? 2 : 0));
            s.chain_index_.push_back(static_cast<std::int32_t>(c));
        }
        s.chain_starts.push_back(s.size());
    }
    std::string sequence;
    for (const auto& chain : chains) sequence += chain;
    s.ramachandran_class = ramachandran_classes(sequence, s.chain_starts);
    for (int i = 0; i < s.size(); ++i) {
        const bool before_proline = !s.is_last(i) && sequence[i + 1] == 'P';
        s.peptide_kind.push_back(static_cast<std::uint8_t>(before_proline ? PeptideKind::proline : PeptideKind::trans));
    }
    return s;
}

int System::chain_of(int residue) const { return chain_index_[residue]; }

void System::set_restraints(std::vector<Restraint> r, std::vector<DistanceSpline> s) {
    for (std::size_t k = 0; k < s.size(); ++k) check(s[k], k);
    for (std::size_t k = 0; k < r.size(); ++k) {
        check(r[k], size(), k);
        if (r[k].spline >= static_cast<std::int32_t>(s.size()) || r[k].spline < -1)
            throw InputError("restraint " + std::to_string(k + 1) + ": names spline " + std::to_string(r[k].spline) +
                             " of " + std::to_string(s.size()) + "; pass every spline that is named");
    }
    restraints = std::move(r);
    splines = std::move(s);
}

void System::set_orientations(std::vector<Orientation> o) {
    for (std::size_t k = 0; k < o.size(); ++k) check(o[k], size(), k);
    orientations = std::move(o);
}

void System::set_peptide_kind(int residue, PeptideKind kind) {
    if (residue < 0 || residue >= size() || is_last(residue))
        throw InputError("no peptide bond follows residue " + std::to_string(residue) +
                         "; give the 0-based position of one that is not the last of its chain");
    peptide_kind[residue] = static_cast<std::uint8_t>(kind);
    std::uint8_t& next = ramachandran_class[residue + 1];
    if (next != ramachandran_trans_proline && next != ramachandran_cis_proline) return;
    const std::uint8_t before = next;
    next = kind == PeptideKind::cis ? ramachandran_cis_proline : ramachandran_trans_proline;
    if (phase_surfaces_.empty()) return;
    float* own = phase_surfaces_.data() + std::size_t(residue + 1) * ramachandran_stride;
    for (int k = 0; k < ramachandran_stride; ++k) own[k] += class_surface(next)[k] - class_surface(before)[k];
}

void System::set_phase_surfaces(std::span<const double> nodes_kcal) {
    constexpr std::size_t nodes = std::size_t(ramachandran_grid) * ramachandran_grid;
    phase_surfaces_.clear();
    if (nodes_kcal.empty()) return;
    if (nodes_kcal.size() != nodes * size())
        throw InputError("phase surfaces have " + std::to_string(nodes_kcal.size()) + " values for " +
                         std::to_string(size()) + " residues; pass " + std::to_string(nodes) + " a residue");
    for (std::size_t k = 0; k < nodes_kcal.size(); ++k)
        if (!std::isfinite(nodes_kcal[k]))
            throw InputError("the phase surface of residue " + std::to_string(k / nodes + 1) +
                             " is not finite; pass energies in kcal/mol");
    std::vector<float> surfaces;
    surfaces.reserve(std::size_t(size()) * ramachandran_stride);
    for (int i = 0; i < size(); ++i) {
        append_spline_surface(nodes_kcal.subspan(i * nodes, nodes), surfaces);
        float* own = surfaces.data() + std::size_t(i) * ramachandran_stride;
        const float* of_class = class_surface(ramachandran_class[i]);
        for (int k = 0; k < ramachandran_stride; ++k) own[k] += of_class[k];
    }
    phase_surfaces_ = std::move(surfaces);
}

void System::set_pair_potential(std::span<const double> pair, std::span<const double> burial) {
    pair_potential_ = checked_pair_potential(pair, burial);
}

const float* System::ramachandran_surface(int residue) const {
    if (phase_surfaces_.empty()) return class_surface(ramachandran_class[residue]);
    return phase_surfaces_.data() + std::size_t(residue) * ramachandran_stride;
}

}  // namespace prct
