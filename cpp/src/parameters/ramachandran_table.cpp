#include "prct/parameters/ramachandran_table.hpp"

#include <array>
#include <cmath>
#include <numbers>
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

/// Coefficients of the periodic quintic spline, (c[i-2] + 26 c[i-1] + 66 c[i] + 26 c[i+1] + c[i+2]) / 120 = f[i], by
/// the inverse of that circulant through its eigenvalues.
Line spline_coefficients(const Line& f) {
    static const std::array<Line, n> inverse = [] {
        Line row{};
        for (int q = 0; q < n; ++q) {
            const double turn = 2 * std::numbers::pi * q / n;
            const double eigenvalue = (66 + 52 * std::cos(turn) + 2 * std::cos(2 * turn)) / 120;
            for (int k = 0; k < n; ++k) row[k] += std::cos(turn * k) / (n * eigenvalue);
        }
        std::array<Line, n> rows;
        for (int k = 0; k < n; ++k)
            for (int i = 0; i < n; ++i) rows[k][i] = row[(i - k + n) % n];
        return rows;
    }();
    Line c{};
    for (int k = 0; k < n; ++k)  // whole rows: many surfaces are made of large targets
        for (int i = 0; i < n; ++i) c[i] += inverse[k][i] * f[k];
    return c;
}

using Grid = std::array<Line, n>;

/// Spline coefficients along the second axis, then the axes exchanged.
Grid half_transform(const Grid& g) {
    Grid out;
    for (int i = 0; i < n; ++i) {
        const Line c = spline_coefficients(g[i]);
        for (int j = 0; j < n; ++j) out[j][i] = c[j];
    }
    return out;
}

std::vector<float> build_table() {
    std::vector<float> table;
    table.reserve(ramachandran_class_count * ramachandran_stride);
    std::vector<double> nodes(n * n);
    for (int c = 0; c < ramachandran_class_count; ++c) {
        for (int k = 0; k < n * n; ++k) nodes[k] = unit_kcal * ramachandran_nodes[c * n * n + k];
        append_spline_surface(nodes, table);
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

void append_spline_surface(std::span<const double> nodes, std::vector<float>& out) {
    if (nodes.size() != static_cast<std::size_t>(n * n))
        throw InputError("a Ramachandran surface has " + std::to_string(nodes.size()) + " nodes; pass " +
                         std::to_string(n * n));
    Grid f;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) f[i][j] = nodes[i * n + j];
    const Grid c = half_transform(half_transform(f));
    std::size_t place = out.size();
    out.resize(place + ramachandran_width * ramachandran_width);
    const auto turned = [](int k) { return (k + n - 2) % n; };
    for (int i = 0; i < ramachandran_width; ++i) {
        const Line& row = c[turned(i)];
        for (int j = 0; j < ramachandran_width; ++j) out[place++] = static_cast<float>(row[turned(j)]);
    }
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
