#include "prct/parameters/ramachandran_table.hpp"

#include <array>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/ramachandran_term.h"
#include "ramachandran_nodes.hpp"

namespace prct {
namespace {

constexpr int n = ramachandran_grid;
constexpr double unit_kcal = 0.001;

static_assert(sizeof(ramachandran_nodes) == sizeof(std::uint16_t) * ramachandran_class_count * n * n);

using Line = std::array<double, n>;

/// Slopes of the periodic cubic spline, s[i-1] + 4 s[i] + s[i+1] = 3 (f[i+1] - f[i-1]), by the inverse of the circulant
/// (1, 4, 1): z^|k| / (2 sqrt 3) with z = sqrt 3 - 2, summed over the turns.
Line spline_slopes(const Line& f) {
    const double z = std::sqrt(3.0) - 2.0;
    const double scale = 3.0 / (2.0 * std::sqrt(3.0) * (1.0 - std::pow(z, n)));
    Line weight, slopes{};
    for (int k = 0; k < n; ++k) weight[k] = scale * (std::pow(z, k) + (k ? std::pow(z, n - k) : std::pow(z, n)));
    for (int i = 0; i < n; ++i)
        for (int k = 0; k < n; ++k) slopes[i] += weight[k] * (f[(i + k + 1) % n] - f[(i + k + n - 1) % n]);
    return slopes;
}

using Grid = std::array<Line, n>;

Grid transposed(const Grid& g) {
    Grid out;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) out[j][i] = g[i][j];
    return out;
}

Grid psi_slopes(const Grid& g) {
    Grid out;
    for (int i = 0; i < n; ++i) out[i] = spline_slopes(g[i]);
    return out;
}

Grid phi_slopes(const Grid& g) { return transposed(psi_slopes(transposed(g))); }

std::vector<float> build_table() {
    std::vector<float> table;
    table.reserve(ramachandran_class_count * ramachandran_stride);
    std::vector<double> nodes(n * n);
    for (int c = 0; c < ramachandran_class_count; ++c) {
        for (int k = 0; k < n * n; ++k) nodes[k] = unit_kcal * ramachandran_nodes[c * n * n + k];
        append_bicubic_surface(nodes, table);
    }
    return table;
}

void check_chains(std::string_view sequence, std::span<const std::int32_t> starts, std::span<const std::uint8_t> cis) {
    const auto length = static_cast<std::int64_t>(sequence.size());
    bool rising = starts.size() >= 2 && starts.front() == 0 && starts.back() == length;
    for (std::size_t k = 1; rising && k < starts.size(); ++k) rising = starts[k - 1] < starts[k];
    if (!rising)
        throw InputError("chain_starts does not cover the " + std::to_string(length) +
                         " residues; pass rising offsets from 0 to the sequence's length");
    if (!cis.empty() && cis.size() != sequence.size())
        throw InputError("cis has " + std::to_string(cis.size()) + " entries for " + std::to_string(length) +
                         " residues; pass one flag a residue, or none");
}

}  // namespace

void append_bicubic_surface(std::span<const double> nodes, std::vector<float>& out) {
    if (nodes.size() != static_cast<std::size_t>(n * n))
        throw InputError("a Ramachandran surface has " + std::to_string(nodes.size()) + " nodes; pass " +
                         std::to_string(n * n));
    Grid f;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) f[i][j] = nodes[i * n + j];
    const Grid f_phi = phi_slopes(f), f_psi = psi_slopes(f), f_phipsi = phi_slopes(f_psi);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j)
            for (const double v : {f[i][j], f_phi[i][j], f_psi[i][j], f_phipsi[i][j]})
                out.push_back(static_cast<float>(v));
}

const std::vector<float>& ramachandran_table() {
    static const std::vector<float> table = build_table();
    return table;
}

std::vector<std::uint8_t> ramachandran_classes(std::string_view sequence, std::span<const std::int32_t> chain_starts,
                                               std::span<const std::uint8_t> cis) {
    static constexpr std::string_view residues = "ACDEFGHIKLMNPQRSTVWY";
    check_chains(sequence, chain_starts, cis);
    std::vector<std::uint8_t> classes(sequence.size());
    std::size_t chain = 1;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const auto letter = residues.find(sequence[i]);
        if (letter == std::string_view::npos)
            throw InputError("residue " + std::to_string(i + 1) + " is '" + sequence[i] +
                             "'; use the 20 amino acids ACDEFGHIKLMNPQRSTVWY");
        if (static_cast<std::int32_t>(i) == chain_starts[chain]) ++chain;
        const bool last = static_cast<std::int32_t>(i) + 1 == chain_starts[chain];
        classes[i] = static_cast<std::uint8_t>(letter);
        if (sequence[i] == 'P') {
            if (!cis.empty() && cis[i]) classes[i] = ramachandran_cis_proline;
        } else if (!last && sequence[i + 1] == 'P') {
            classes[i] = sequence[i] == 'G' ? ramachandran_pre_proline_glycine : ramachandran_pre_proline;
        }
    }
    return classes;
}

}  // namespace prct
