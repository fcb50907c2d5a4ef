#include "prct/packing/side_chains.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "prct/base/thread_pool.hpp"
#include "prct/error.hpp"
#include "prct/spatial/cell_list.hpp"
#include "prct/spatial/near_pairs.hpp"

namespace prct {
namespace {

struct Ball {
    Vec3<float> centre_a;
    float radius_a = 0;
};

Ball ball_about(std::span<const Vec3<float>> atoms) {
    Vec3<float> low = atoms[0], high = atoms[0];
    for (const auto& p : atoms) {
        low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
    }
    Ball ball{0.5F * (low + high), 0};
    for (const auto& p : atoms) ball.radius_a = std::max(ball.radius_a, norm(p - ball.centre_a));
    return ball;
}

bool apart(const Ball& a, const Ball& b, float reach_a) {
    const float reach = a.radius_a + b.radius_a + reach_a;
    return norm2(a.centre_a - b.centre_a) >= reach * reach;
}

void check_offsets(std::span<const std::int32_t> starts, std::size_t end, const char* name) {
    bool fits = !starts.empty() && starts.front() == 0 && starts.back() == static_cast<std::int32_t>(end);
    for (std::size_t k = 1; fits && k < starts.size(); ++k) fits = starts[k - 1] <= starts[k];
    if (!fits)
        throw InputError(std::string(name) + " must ascend from 0 to " + std::to_string(end) +
                         "; pass offsets that do");
}

void check_atoms(std::span<const Vec3<float>> positions, std::span<const std::uint8_t> kinds, const char* name) {
    if (positions.size() != kinds.size())
        throw InputError(std::string(name) + ": one kind an atom is needed; pass arrays of one length");
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        const auto& p = positions[k];
        if (kinds[k] >= kAtomKinds || !std::isfinite(p.x + p.y + p.z))
            throw InputError(std::string(name) + ": atom " + std::to_string(k) +
                             " has an unknown kind or no finite position; leave it out");
    }
}

/// The rotamers that are kept, and their energies.
class Packer {
   public:
    Packer(const RotamerOffer& offer, const FixedAtoms& fixed, const PackingOptions& options)
        : offer_(offer), fixed_(fixed), options_(options), pool_(options.threads) {}

    Packing run() {
        self_energies();
        keep();
        const std::vector<RotamerPair> pairs = pair_energies();
        const auto found = search_rotamers(starts_, self_, pairs, options_.search);
        Packing packing{std::vector<std::int32_t>(residues(), -1), rotamer_energy(starts_, self_, pairs, found)};
        for (const RotamerPair& pair : pairs) packing.pair_energies += static_cast<std::int64_t>(pair.energies.size());
        for (int i = 0; i < residues(); ++i)
            if (starts_[i + 1] > starts_[i])
                packing.choice[i] = kept_[starts_[i] + found[i]] - offer_.rotamer_starts[i];
        return packing;
    }

   private:
    int residues() const { return static_cast<int>(offer_.rotamer_starts.size()) - 1; }
    std::span<const Vec3<float>> atoms(int rotamer) const {
        const int first = offer_.atom_starts[rotamer];
        return offer_.atoms_a.subspan(first, offer_.atom_starts[rotamer + 1] - first);
    }

    void self_energies() {
        CellList cells;
        cells.build(fixed_.positions_a, options_.contact.reach_a);
        alone_.assign(offer_.costs.begin(), offer_.costs.end());
        pool_.run([&](int rank) {
            const auto [first, last] = pool_.part(rank, residues());
            for (int i = first; i < last; ++i)
                for (int r = offer_.rotamer_starts[i]; r < offer_.rotamer_starts[i + 1]; ++r)
                    for (int a = offer_.atom_starts[r]; a < offer_.atom_starts[r + 1]; ++a)
                        alone_[r] += among_fixed(cells, i, a);
        });
    }

    float among_fixed(const CellList& cells, int residue, int atom) const {
        const Vec3<float> p = offer_.atoms_a[atom];
        float energy = 0;
        cells.visit_runs(p, [&](int first, int last) {
            for (int place = first; place < last; ++place) {
                const int f = cells.order()[place];
                if (fixed_.owners[f] == residue || fixed_.also_hidden[f] == residue) continue;
                const Vec3<float> d{cells.x()[place] - p.x, cells.y()[place] - p.y, cells.z()[place] - p.z};
                energy += side_chain_contact(options_.contact, offer_.kinds[atom], fixed_.kinds[f], norm2(d));
            }
        });
        return energy;
    }

    void keep() {
        starts_.assign(1, 0);
        for (int i = 0; i < residues(); ++i) {
            const int first = offer_.rotamer_starts[i], last = offer_.rotamer_starts[i + 1];
            const float lowest = first < last ? *std::min_element(alone_.begin() + first, alone_.begin() + last) : 0;
            std::vector<Vec3<float>> all;
            for (int r = first; r < last; ++r) {
                if (alone_[r] > lowest + options_.spread) continue;
                kept_.push_back(r);
                self_.push_back(alone_[r]);
                balls_.push_back(atoms(r).empty() ? Ball{} : ball_about(atoms(r)));
                all.insert(all.end(), atoms(r).begin(), atoms(r).end());
            }
            starts_.push_back(static_cast<std::int32_t>(kept_.size()));
            around_.push_back(all.empty() ? Ball{} : ball_about(all));
            if (!all.empty()) packed_.push_back(i);
        }
    }

    std::vector<RotamerPair> pair_energies() {
        float widest = 0;
        for (const int i : packed_) widest = std::max(widest, around_[i].radius_a);
        std::vector<RotamerPair> pairs;
        NearPairs near;
        const auto centre = [&](int k) {
            const auto& c = around_[packed_[k]].centre_a;
            return Vec3<double>{c.x, c.y, c.z};
        };
        near.visit(static_cast<std::int32_t>(packed_.size()), 2.0 * widest + options_.contact.reach_a, centre,
                   [&](int k, int l) {
                       const std::int32_t i = packed_[k], j = packed_[l];
                       if (!apart(around_[i], around_[j], options_.contact.reach_a)) pairs.push_back({i, j, {}});
                   });
        pool_.run([&](int rank) {
            const auto [first, last] = pool_.part(rank, static_cast<int>(pairs.size()));
            for (int k = first; k < last; ++k) fill(pairs[k]);
        });
        std::erase_if(pairs, [](const RotamerPair& pair) { return pair.energies.empty(); });
        return pairs;
    }

    /// All energies of one pair of residues; none is stored where all are 0.
    void fill(RotamerPair& pair) const {
        const int rows = starts_[pair.first + 1] - starts_[pair.first];
        const int columns = starts_[pair.second + 1] - starts_[pair.second];
        std::vector<float> energies(static_cast<std::size_t>(rows) * columns);
        bool any = false;
        for (int a = 0; a < rows; ++a)
            for (int b = 0; b < columns; ++b) {
                const float energy = between(starts_[pair.first] + a, starts_[pair.second] + b);
                energies[static_cast<std::size_t>(a) * columns + b] = energy;
                any |= energy != 0;
            }
        if (any) pair.energies = std::move(energies);
    }

    float between(int one, int other) const {
        const float reach = options_.contact.reach_a;
        if (apart(balls_[one], balls_[other], reach)) return 0;
        const int first = offer_.atom_starts[kept_[one]], last = offer_.atom_starts[kept_[one] + 1];
        const int from = offer_.atom_starts[kept_[other]], to = offer_.atom_starts[kept_[other] + 1];
        const float bound = (balls_[other].radius_a + reach) * (balls_[other].radius_a + reach);
        float energy = 0;
        for (int a = first; a < last; ++a) {
            if (norm2(offer_.atoms_a[a] - balls_[other].centre_a) >= bound) continue;
            for (int b = from; b < to; ++b) {
                const float r2 = norm2(offer_.atoms_a[a] - offer_.atoms_a[b]);
                if (r2 < reach * reach)
                    energy += side_chain_contact(options_.contact, offer_.kinds[a], offer_.kinds[b], r2);
            }
        }
        return energy;
    }

    const RotamerOffer& offer_;
    const FixedAtoms& fixed_;
    const PackingOptions& options_;
    ThreadPool pool_;
    std::vector<float> alone_, self_;
    std::vector<std::int32_t> starts_, kept_, packed_;
    std::vector<Ball> balls_, around_;
};

}  // namespace

Packing pack_side_chains(const RotamerOffer& offer, const FixedAtoms& fixed, const PackingOptions& options) {
    check_offsets(offer.rotamer_starts, offer.costs.size(), "rotamer_starts");
    check_offsets(offer.atom_starts, offer.atoms_a.size(), "atom_starts");
    if (offer.atom_starts.size() != offer.costs.size() + 1)
        throw InputError("atom_starts must have one entry more than costs; pass the offsets of every rotamer");
    check_atoms(offer.atoms_a, offer.kinds, "atoms");
    check_atoms(fixed.positions_a, fixed.kinds, "fixed atoms");
    if (fixed.owners.size() != fixed.kinds.size() || fixed.also_hidden.size() != fixed.kinds.size())
        throw InputError("fixed atoms: owners and also_hidden need one entry an atom; pass arrays of one length");
    if (!std::ranges::all_of(offer.costs, [](float cost) { return std::isfinite(cost); }))
        throw InputError("costs must be finite; leave impossible rotamers out");
    return Packer(offer, fixed, options).run();
}

}  // namespace prct
