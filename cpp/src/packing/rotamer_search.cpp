#include "prct/packing/rotamer_search.hpp"

#include <algorithm>
#include <cmath>

#include "prct/physics/philox.h"

namespace prct {
namespace {

/// Pair energies seen from each residue: rows of its own rotamers, one row for each rotamer of the neighbour.
class Fields {
   public:
    Fields(std::span<const std::int32_t> starts, std::span<const float> self, std::span<const RotamerPair> pairs)
        : starts_(starts), self_(self), links_(starts.size() - 1) {
        for (const RotamerPair& pair : pairs) {
            const int rows = rotamers(pair.first), columns = rotamers(pair.second);
            std::vector<float> turned(pair.energies.size());
            for (int a = 0; a < rows; ++a)
                for (int b = 0; b < columns; ++b) turned[b * rows + a] = pair.energies[a * columns + b];
            links_[pair.second].push_back({pair.first, pair.energies.data()});
            turned_.push_back(std::move(turned));
            links_[pair.first].push_back({pair.second, turned_.back().data()});
        }
    }

    int residues() const { return static_cast<int>(links_.size()); }
    int rotamers(int residue) const { return starts_[residue + 1] - starts_[residue]; }

    /// Energies of the rotamers of `residue` among the present choice of the others.
    std::span<const float> at(int residue, std::span<const std::int32_t> choice) {
        const int count = rotamers(residue);
        field_.assign(self_.begin() + starts_[residue], self_.begin() + starts_[residue + 1]);
        for (const Link& link : links_[residue]) {
            const float* row = link.energies + static_cast<std::ptrdiff_t>(choice[link.other]) * count;
            for (int a = 0; a < count; ++a) field_[a] += row[a];
        }
        return field_;
    }

   private:
    struct Link {
        std::int32_t other;
        const float* energies;
    };
    std::span<const std::int32_t> starts_;
    std::span<const float> self_;
    std::vector<std::vector<Link>> links_;
    std::vector<std::vector<float>> turned_;
    std::vector<float> field_;
};

void descend(Fields& fields, std::vector<std::int32_t>& choice) {
    constexpr int max_sweeps = 1000;  // each change lowers the energy, so that far fewer are needed
    for (int sweep = 0; sweep < max_sweeps; ++sweep) {
        bool changed = false;
        for (int i = 0; i < fields.residues(); ++i) {
            if (fields.rotamers(i) < 2) continue;
            const auto field = fields.at(i, choice);
            const auto best = static_cast<std::int32_t>(std::ranges::min_element(field) - field.begin());
            if (field[best] < field[choice[i]] - 1e-5F) {
                choice[i] = best;
                changed = true;
            }
        }
        if (!changed) return;
    }
}

void anneal(Fields& fields, std::vector<std::int32_t>& choice, const RotamerSearch& options, int run) {
    std::vector<double> weights;
    for (int sweep = 0; sweep < options.sweeps; ++sweep) {
        const double done = options.sweeps > 1 ? static_cast<double>(sweep) / (options.sweeps - 1) : 1.0;
        const double temperature = options.hot * std::pow(options.cold / options.hot, done);
        for (int i = 0; i < fields.residues(); ++i) {
            if (fields.rotamers(i) < 2) continue;
            const auto field = fields.at(i, choice);
            const float lowest = *std::ranges::min_element(field);
            weights.resize(field.size());
            double sum = 0;
            for (std::size_t a = 0; a < field.size(); ++a)
                sum += weights[a] = std::exp((lowest - field[a]) / temperature);
            double left =
                sum * uniform_open(philox(options.seed, i, (static_cast<std::uint64_t>(run) << 32) + sweep).v[0]);
            std::int32_t drawn = 0;
            while (drawn + 1 < static_cast<std::int32_t>(field.size()) && (left -= weights[drawn]) > 0) ++drawn;
            choice[i] = drawn;
        }
    }
}

}  // namespace

double rotamer_energy(std::span<const std::int32_t> starts, std::span<const float> self,
                      std::span<const RotamerPair> pairs, std::span<const std::int32_t> choice) {
    double energy = 0;
    for (std::size_t i = 0; i + 1 < starts.size(); ++i)
        if (starts[i + 1] > starts[i]) energy += self[starts[i] + choice[i]];
    for (const RotamerPair& pair : pairs) {
        const int columns = starts[pair.second + 1] - starts[pair.second];
        energy += pair.energies[choice[pair.first] * columns + choice[pair.second]];
    }
    return energy;
}

std::vector<std::int32_t> search_rotamers(std::span<const std::int32_t> starts, std::span<const float> self,
                                          std::span<const RotamerPair> pairs, const RotamerSearch& options) {
    Fields fields(starts, self, pairs);
    std::vector<std::int32_t> plain(fields.residues(), 0);
    for (int i = 0; i < fields.residues(); ++i)
        if (fields.rotamers(i) > 1)
            plain[i] = static_cast<std::int32_t>(
                std::min_element(self.begin() + starts[i], self.begin() + starts[i + 1]) - self.begin() - starts[i]);
    descend(fields, plain);
    std::vector<std::int32_t> best = plain;
    double lowest = rotamer_energy(starts, self, pairs, best);
    for (int run = 0; run < options.runs; ++run) {
        std::vector<std::int32_t> annealed = plain;
        anneal(fields, annealed, options, run);
        descend(fields, annealed);
        const double energy = rotamer_energy(starts, self, pairs, annealed);
        if (energy < lowest) {
            lowest = energy;
            best = std::move(annealed);
        }
    }
    return best;
}

}  // namespace prct
