#include "prct/parameters/pair_potential_table.hpp"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>

#include "pair_potential_nodes.hpp"
#include "prct/error.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"

namespace prct {

namespace {

constexpr double unit_kcal = 0.001;
constexpr std::size_t pair_size = std::size_t(type_pairs) * pair_coefficients;
constexpr std::size_t burial_size = std::size_t(residue_types) * burial_coefficients;

static_assert(std::size(pair_potential_nodes) == pair_size && std::size(burial_nodes) == burial_size);

template <std::size_t n>
std::vector<double> in_kcal(const std::int16_t (&nodes)[n]) {
    std::vector<double> values;
    for (const std::int16_t v : nodes) values.push_back(unit_kcal * v);
    return values;
}

void check_numbers(std::span<const double> values, std::size_t size, const std::string& name) {
    if (values.size() != size)
        throw InputError(name + " has " + std::to_string(values.size()) + " coefficients; pass " +
                         std::to_string(size));
    for (const double v : values)
        if (!std::isfinite(v)) throw InputError(name + " has a coefficient that is not finite; pass kcal/mol");
}

void check_ends(std::span<const double> curve, std::size_t row) {
    const std::string where = "pair curve " + std::to_string(row) + ": ";
    if (curve[0] != curve[1] || curve[1] != curve[2])
        throw InputError(where + "begins with a slope; make its first three coefficients equal");
    for (int k = pair_coefficients - 3; k < pair_coefficients; ++k)
        if (curve[k] != 0)
            throw InputError(where + "does not vanish at the cutoff; make its last three coefficients 0");
}

}  // namespace

const PairPotentialTable& pair_potential_table() {
    static const PairPotentialTable table =
        checked_pair_potential(in_kcal(pair_potential_nodes), in_kcal(burial_nodes));
    return table;
}

PairPotentialTable checked_pair_potential(std::span<const double> pair, std::span<const double> burial) {
    check_numbers(pair, pair_size, "the pair potential");
    check_numbers(burial, burial_size, "the burial potential");
    for (std::size_t row = 0; row < type_pairs; ++row)
        check_ends(pair.subspan(row * pair_coefficients, pair_coefficients), row);
    return {{pair.begin(), pair.end()}, {burial.begin(), burial.end()}};
}

}  // namespace prct
