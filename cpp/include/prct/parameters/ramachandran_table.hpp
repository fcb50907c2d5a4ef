// Eq. 6: the fitted Ramachandran surfaces and the class of each residue.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace prct {

/// Classes 0-19 are the residues in the order ACDEFGHIKLMNPQRSTVWY (P: trans-proline).
enum RamachandranClass : std::uint8_t {
    ramachandran_trans_proline = 12,
    ramachandran_pre_proline = 20,
    ramachandran_pre_proline_glycine = 21,
    ramachandran_cis_proline = 22,
    ramachandran_class_count = 23,
};

/// All surfaces, [class][phi][psi] of B-spline coefficients as ramachandran_term.h reads them. Built once, on the first
/// call. Fitted by tools/fit_ramachandran.py; provenance in python/prct/parameters/ramachandran.json.
const std::vector<float>& ramachandran_table();

/// Coefficients of the periodic biquintic spline through `nodes` [grid * grid], appended to `out`.
void append_spline_surface(std::span<const double> nodes, std::vector<float>& out);

/// Class of every residue. `chain_starts` holds the first residue of each chain and the end, so no residue is
/// pre-proline across a chain border. `cis` is empty or flags residues whose *preceding* peptide is cis. Raises
/// InputError.
std::vector<std::uint8_t> ramachandran_classes(std::string_view sequence, std::span<const std::int32_t> chain_starts,
                                               std::span<const std::uint8_t> cis = {});

}  // namespace prct
