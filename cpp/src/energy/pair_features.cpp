#include "prct/energy/pair_features.hpp"

#include <string>

#include "prct/energy/pair_rules.hpp"
#include "prct/energy/sites.hpp"
#include "prct/error.hpp"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"
#include "prct/spatial/near_pairs.hpp"

namespace prct {

namespace {

void add_piece(const SplinePiece<double>& piece, double* sums) {
    for (int k = 0; k < 4; ++k) sums[piece.first + k] += piece.value[k];
}

}  // namespace

PairFeatures pair_features(const System& system, std::span<const double> positions) {
    const int n = system.size();
    if (positions.size() != 9 * std::size_t(n))
        throw InputError(std::to_string(positions.size()) + " coordinates for " + std::to_string(n) +
                         " residues; pass N, CA, C of each");
    Sites sites;
    build_sites(system, positions, sites);
    const auto centroid = [&](int i) { return sites[std::size_t(i) * kSites + kSiteSC]; };
    PairFeatures sums{std::vector<double>(std::size_t(type_pairs) * pair_coefficients),
                      std::vector<double>(std::size_t(residue_types) * burial_coefficients)};
    std::vector<double> count(n);
    const auto& type = system.residue_type;
    NearPairs().visit(n, kBurialOuter_a, centroid, [&](int i, int j) {
        const double r2 = norm2(centroid(i) - centroid(j));
        if (!too_near(system, i, j, kBurialSeparation)) {
            double slope;
            const double step = burial_step(r2, slope);
            count[i] += step;
            count[j] += step;
        }
        if (too_near(system, i, j, kPairSeparation) || r2 >= kPairCutoff_a * kPairCutoff_a) return;
        const auto piece = uniform_spline_piece(pair_place(std::sqrt(r2)), pair_intervals);
        add_piece(piece, &sums.pair[std::size_t(type_pair(type[i], type[j])) * pair_coefficients]);
    });
    for (int i = 0; i < n; ++i)
        add_piece(uniform_spline_piece(count[i] / kBurialSpacing, burial_intervals),
                  &sums.burial[std::size_t(type[i]) * burial_coefficients]);
    return sums;
}

}  // namespace prct
