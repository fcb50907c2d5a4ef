// Seeded chains for the engine's tests: folded, random, compressed, in several chains, with every kind of restraint.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "prct/engine/system.hpp"
#include "prct/physics/bond_term.h"
#include "prct/physics/burial_term.h"
#include "prct/physics/pair_potential_term.h"
#include "prct/physics/ramachandran_term.h"

namespace prct::testing {

using V = Vec3<double>;

inline V normalized(const V& a) { return (1.0 / norm(a)) * a; }

/// The point at `length` from c with angle b-c-x and dihedral a-b-c-x.
inline V extend(const V& a, const V& b, const V& c, double length, double angle, double dihedral) {
    const V u = normalized(c - b), n = normalized(cross(b - a, u)), m = cross(n, u);
    const double s = std::sin(angle);
    return c + length * ((-std::cos(angle)) * u + (s * std::cos(dihedral)) * m + (s * std::sin(dihedral)) * n);
}

struct Example {
    System system;
    std::vector<double> positions;
    std::vector<double> alpha;
};

constexpr double degree = std::numbers::pi / 180;

/// A chain of ideal geometry with (φ, ψ) drawn by `draw(residue)`.
template <class Draw>
std::vector<V> ideal_chain(int residues, V start, Draw&& draw) {
    std::vector<V> a{start, start + V{1.458, 0, 0}, start + V{1.458 + 1.525 * std::cos(69 * degree), 1.4237, 0}};
    for (int i = 1; i < residues; ++i) {
        const auto [phi, psi] = draw(i);
        const std::size_t k = a.size();
        a.push_back(extend(a[k - 3], a[k - 2], a[k - 1], 1.329, 117.2 * degree, psi));
        a.push_back(extend(a[k - 2], a[k - 1], a[k], 1.458, 121.7 * degree, 179 * degree));
        a.push_back(extend(a[k - 1], a[k], a[k + 1], 1.525, 111.0 * degree, phi));
    }
    return a;
}

/// Random sequence of all 20 types; glycine and proline come often.
inline std::string random_sequence(int residues, std::mt19937_64& random) {
    const std::string letters = std::string(kResidueLetters) + "GP";
    std::string s;
    for (int i = 0; i < residues; ++i) s += letters[random() % letters.size()];
    return s;
}

/// Random curves of Eq. 10 at half strength and more.
inline void set_side_chain_potentials(System& system, std::mt19937_64& random) {
    std::normal_distribution<double> normal;
    std::vector<double> pair, burial;
    for (int curve = 0; curve < type_pairs; ++curve) {
        pair.insert(pair.end(), 3, normal(random));
        for (int k = 3; k < pair_coefficients - 3; ++k) pair.push_back(0.4 * normal(random));
        pair.insert(pair.end(), 3, 0.0);
    }
    for (int k = 0; k < residue_types * burial_coefficients; ++k) burial.push_back(0.5 * normal(random));
    system.set_pair_potential(pair, burial);
    system.force_field.pair = 0.7;
    system.force_field.burial = 1.2;
}

enum class Shape { helical, coil, compressed };

/// `lengths` residues a chain; random restraints of all sites between bounds and on splines, groups of alternatives;
/// every other pair is absent; random orientations.
inline Example make_example(const std::vector<int>& lengths, Shape shape, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(0, 1);
    std::normal_distribution<double> normal;
    std::vector<std::string> sequences;
    std::vector<V> atoms;
    for (const int length : lengths) {
        sequences.push_back(random_sequence(length, random));
        const V start{0, 0, 9.0 * static_cast<double>(sequences.size() - 1)};
        const auto chain = ideal_chain(length, start, [&](int) {
            const bool helix = shape == Shape::helical || unit(random) < 0.5;
            const double spread = shape == Shape::helical ? 4 : 40;
            const double phi = helix ? -60 : -120, psi = helix ? -45 : 135;
            return std::pair{(phi + spread * normal(random)) * degree, (psi + spread * normal(random)) * degree};
        });
        atoms.insert(atoms.end(), chain.begin(), chain.end());
    }
    Example e{System::from_sequences(sequences), {}, {}};
    const double squeeze = shape == Shape::compressed ? 0.6 : 1.0;
    for (const V& p : atoms)
        for (const double x : {p.x, p.y, p.z}) e.positions.push_back(squeeze * x + 0.03 * normal(random));
    const int n = e.system.size();
    if (n > 4 && !e.system.is_last(2)) e.system.set_peptide_kind(2, PeptideKind::cis);
    std::vector<Restraint> restraints;
    for (int k = 0; k < 4 * n && n > 1; ++k) {
        const int i = static_cast<int>(random() % n), j = (i + 1 + static_cast<int>(random() % (n - 1))) % n;
        const double lower = 6 * unit(random);
        restraints.push_back({i, j, static_cast<std::uint8_t>(k % 3 ? kSiteCB : random() % kSites),
                              static_cast<std::uint8_t>(k % 3 ? kSiteCB : random() % kSites), lower,
                              lower + 4 * unit(random), 0.5 + unit(random), unit(random), k % 8 < 3 ? k / 8 : -1,
                              k % 8 > 5 ? k % 8 - 6 : -1});
    }
    e.system.set_restraints(std::move(restraints), {{{2, 5, 9, 14}, {3, -1, -2, 0.5}, {-1.5, -0.8, 0.6, 0}},
                                                    {{4, 11, 40}, {0.5, -1.5, 0.2}, {-0.5, 0.1, 0}}});
    for (std::size_t k = 0; k < e.system.restraints.size(); ++k) e.alpha.push_back(unit(random));
    std::vector<Absence::Pair> named;
    for (int i = 0; i < n; ++i)
        for (int j = i + 1; j < n; ++j)
            if (j == i + 1 || unit(random) >= 0.5) named.push_back({i, j});
    e.system.absence = Absence(e.system.chain_starts, 2, named);
    std::vector<Orientation> orientations;
    for (int k = 0; k < 2 * n && n > 1; ++k) {
        const int i = static_cast<int>(random() % n), j = (i + 1 + static_cast<int>(random() % (n - 1))) % n;
        Orientation o{i, j, static_cast<OrientationKind>(k % 3), {}};
        for (int b = 0; b < orientation_bins / 2; ++b) {
            o.coefficients[b] = 0.2 * normal(random);
            o.coefficients[orientation_bins - 1 - b] = k % 3 == 2 ? o.coefficients[b] : 0.2 * normal(random);
        }
        orientations.push_back(o);
    }
    e.system.set_orientations(std::move(orientations));
    std::vector<double> surfaces;
    for (int i = 0; i < n; ++i)
        for (int k = 0; k < ramachandran_grid; ++k)
            for (int l = 0; l < ramachandran_grid; ++l)
                surfaces.push_back(0.3 * std::cos(10 * degree * (k + i)) + 0.2 * std::sin(10 * degree * (l - k + i)));
    e.system.set_phase_surfaces(surfaces);
    set_side_chain_potentials(e.system, random);
    return e;
}

}  // namespace prct::testing
