#include "prct/geometry/torsion_space.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/geometry/build_coordinates.hpp"
#include "prct/geometry/superpose.hpp"

namespace prct {

namespace {

using Point = Vec3<double>;

/// Rotation vector and translation of a chain.
constexpr std::size_t kRigid = 6;

Point load(std::span<const double> x, std::size_t k) { return {x[3 * k], x[3 * k + 1], x[3 * k + 2]}; }

void store(std::span<double> x, std::size_t k, const Point& p) {
    x[3 * k] = p.x;
    x[3 * k + 1] = p.y;
    x[3 * k + 2] = p.z;
}

Point unit(const Point& v) { return (1.0 / norm(v)) * v; }

/// exp([w]×) v and the transposed left Jacobian of the rotation vector w.
class Rotation {
   public:
    explicit Rotation(const Point& w) : w_(w) {
        const double t2 = norm2(w), t = std::sqrt(t2);
        // Series where the differences would cancel.
        const bool small = t < 1e-2;
        first_ = small ? 1.0 - t2 / 6.0 + t2 * t2 / 120.0 : std::sin(t) / t;
        second_ = small ? 0.5 - t2 / 24.0 + t2 * t2 / 720.0 : (1.0 - std::cos(t)) / t2;
        third_ = small ? 1.0 / 6.0 - t2 / 120.0 + t2 * t2 / 5040.0 : (t - std::sin(t)) / (t2 * t);
    }
    Point turn(const Point& v) const { return combine(v, first_, second_); }
    /// dE/dw from the torque about the axis' origin.
    Point pull_back(const Point& torque) const { return combine(torque, -second_, third_); }

   private:
    Point combine(const Point& v, double a, double b) const {
        const Point wv = cross(w_, v);
        return v + a * wv + b * cross(w_, wv);
    }

    Point w_;
    double first_, second_, third_;  ///< sin t / t, (1 - cos t) / t², (t - sin t) / t³
};

void require(std::span<const std::int32_t> starts, std::span<const double> positions) {
    if (starts.size() < 2 || starts.front() != 0 || !std::ranges::is_sorted(starts) ||
        std::ranges::adjacent_find(starts) != starts.end())
        throw InputError("chain_starts must ascend from 0 to the number of residues, without empty chains");
    if (positions.size() != 9 * static_cast<std::size_t>(starts.back()))
        throw InputError("positions has " + std::to_string(positions.size()) + " values; " +
                         std::to_string(starts.back()) + " residues need 9 each");
    if (!std::ranges::all_of(positions, [](double v) { return std::isfinite(v); }))
        throw InputError("positions has values that are not finite; give every N, CA and C a coordinate");
}

RigidMotion back_to_place(std::span<const double> rebuilt, std::span<const double> given) {
    std::vector<Point> mobile, target;
    for (std::size_t k = 0; k < rebuilt.size() / 3; ++k) {
        mobile.push_back(load(rebuilt, k));
        target.push_back(load(given, k));
    }
    return superpose(mobile, target).motion;
}

/// Σ r × f and Σ f over atoms, positions counted from `origin`.
struct ForceSums {
    Point origin{}, torque{}, force{};

    void add(std::span<const double> r, std::span<const double> f, std::size_t atom) {
        torque += cross(load(r, atom) - origin, load(f, atom));
        force += load(f, atom);
    }
    /// u · Σ (r_a - r_k) × f_a about the bond from atom k to the next (Eq. 25).
    double about_bond(std::span<const double> r, std::size_t k) const {
        const Point at = load(r, k);
        return dot(unit(load(r, k + 1) - at), torque - cross(at - origin, force));
    }
};

}  // namespace

TorsionSpace::Axes TorsionSpace::axes_of(std::span<const double> residue) {
    const Point n = load(residue, 0), ca = load(residue, 1), c = load(residue, 2);
    const Point x = unit(ca - n), y = unit((c - ca) - dot(c - ca, x) * x);
    return {x, y, cross(x, y)};
}

TorsionSpace::TorsionSpace(std::span<const std::int32_t> chain_starts, std::span<const double> positions)
    : chain_starts_(chain_starts.begin(), chain_starts.end()) {
    require(chain_starts, positions);
    const auto table = backbone_torsions(chain_starts, positions);
    std::vector<double> atoms = backbone_from_torsions(chain_starts, table);
    for (std::size_t c = 0; c + 1 < chain_starts.size(); ++c) {
        const std::size_t first = chain_starts[c], residues = chain_starts[c + 1] - first;
        Chain chain{3 * first, 3 * residues, start_.size(), residues / 2, {}, {}};
        const auto rebuilt = std::span(atoms).subspan(9 * first, 9 * residues);
        const RigidMotion motion = back_to_place(rebuilt, positions.subspan(9 * first, 9 * residues));
        for (std::size_t k = 0; k < chain.atoms; ++k) store(rebuilt, k, motion.apply(load(rebuilt, k)));
        const auto middle = rebuilt.subspan(9 * chain.middle, 9);
        chain.root = axes_of(middle);
        chain.origin_a = load(middle, 1);
        // Row by row the table reads φ ψ ω: from the first ψ on, the angles stand in the order of their bonds.
        const auto angles = table.begin() + static_cast<std::ptrdiff_t>(chain.first_atom) + 1;
        start_.insert(start_.end(), angles, angles + static_cast<std::ptrdiff_t>(chain.torsions()));
        start_.insert(start_.end(), kRigid, 0.0);
        chains_.push_back(chain);
    }
}

void TorsionSpace::place(const Chain& chain, std::span<const double> rigid, std::span<double> atoms) const {
    const auto middle = atoms.subspan(9 * chain.middle, 9);
    const Axes from = axes_of(middle);
    const Point pivot = load(middle, 1), to = chain.origin_a + load(rigid, 1);
    const Rotation rotation(load(rigid, 0));
    const Axes axes{rotation.turn(chain.root.x), rotation.turn(chain.root.y), rotation.turn(chain.root.z)};
    for (std::size_t k = 0; k < chain.atoms; ++k) {
        const Point p = load(atoms, k) - pivot;
        store(atoms, k, to + dot(p, from.x) * axes.x + dot(p, from.y) * axes.y + dot(p, from.z) * axes.z);
    }
}

std::vector<double> TorsionSpace::positions(std::span<const double> variables) const {
    std::vector<double> table(3 * static_cast<std::size_t>(chain_starts_.back()), 0.0);
    for (const Chain& chain : chains_)
        std::ranges::copy(variables.subspan(chain.offset, chain.torsions()),
                          table.begin() + static_cast<std::ptrdiff_t>(chain.first_atom) + 1);
    std::vector<double> atoms = backbone_from_torsions(chain_starts_, table);
    for (const Chain& chain : chains_)
        place(chain, variables.subspan(chain.offset + chain.torsions(), kRigid),
              std::span(atoms).subspan(3 * chain.first_atom, 3 * chain.atoms));
    return atoms;
}

void TorsionSpace::gradient(std::span<const double> variables, std::span<const double> positions,
                            std::span<const double> cartesian, std::span<double> out) const {
    for (const Chain& chain : chains_) {
        const auto r = positions.subspan(3 * chain.first_atom, 3 * chain.atoms);
        const auto f = cartesian.subspan(3 * chain.first_atom, 3 * chain.atoms);
        const auto own = out.subspan(chain.offset, chain.torsions() + kRigid);
        const Point origin = load(r, 3 * chain.middle + 1);
        // Torsion k turns about the bond of atoms k + 1 and k + 2. Beyond the root it moves what follows the bond,
        // before the root what precedes it, the other way.
        ForceSums before{origin}, beyond{origin};
        for (std::size_t k = 0; k < 3 * chain.middle; ++k) {
            before.add(r, f, k);
            own[k] = -before.about_bond(r, k + 1);
        }
        for (std::size_t k = chain.torsions(); k-- > 3 * chain.middle;) {
            beyond.add(r, f, k + 3);
            own[k] = beyond.about_bond(r, k + 1);
        }
        ForceSums all{origin};
        for (std::size_t k = 0; k < chain.atoms; ++k) all.add(r, f, k);
        const auto rigid = own.subspan(chain.torsions());
        const auto turned = variables.subspan(chain.offset + chain.torsions(), kRigid);
        store(rigid, 0, Rotation(load(turned, 0)).pull_back(all.torque));
        store(rigid, 1, all.force);
    }
}

}  // namespace prct
