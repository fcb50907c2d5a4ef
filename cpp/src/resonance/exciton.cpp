#include "prct/resonance/exciton.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/dihedral.h"
#include "prct/physics/virtual_sites.h"

namespace prct {

namespace {

using Point = Vec3<double>;

struct Atoms {
    Point n, ca, c, o;
};

/// Of the angle O-C-N', 123° at ideal geometry, below which the plane of a group is no plane.
constexpr double kLeastSine = 0.05;

/// Hours for a hundred groups.
constexpr double kMostPieces = 1e8;

bool known(const Point& p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

std::vector<Atoms> residues(std::span<const std::int32_t> starts, std::span<const double> backbone) {
    if (starts.empty() || starts.front() != 0 || !std::is_sorted(starts.begin(), starts.end()))
        throw InputError("chain_starts must ascend from 0 to the number of residues");
    const auto n = static_cast<std::size_t>(starts.back());
    if (backbone.size() != 12 * n)
        throw InputError("backbone has " + std::to_string(backbone.size()) + " values; " + std::to_string(n) +
                         " residues need " + std::to_string(12 * n) + " (N, CA, C, O)");
    if (std::any_of(backbone.begin(), backbone.end(), [](double x) { return std::isinf(x); }))
        throw InputError("backbone holds an infinite coordinate; give NaN where an atom is unresolved");
    std::vector<Atoms> out(n);
    for (std::size_t i = 0; i < n; ++i) {
        Point* const atom[4] = {&out[i].n, &out[i].ca, &out[i].c, &out[i].o};
        for (std::size_t a = 0; a < 4; ++a) {
            const double* p = &backbone[12 * i + 3 * a];
            *atom[a] = {p[0], p[1], p[2]};
        }
    }
    return out;
}

bool is_trans(const Atoms& a, const Atoms& b) {
    return known(a.ca) && known(b.ca) && std::abs(dihedral(a.ca, a.c, b.n, b.ca)) > std::numbers::pi / 2;
}

/// Groups of residues i and i + 1, which share the CA of i + 1.
double coupling_of_neighbours(const Atoms* i, const TransitionDipole<double>& a, const TransitionDipole<double>& b) {
    if (!is_trans(i[0], i[1]) || !is_trans(i[1], i[2])) return dipole_coupling(a, b);
    return neighbour_coupling(dihedral(i[0].c, i[1].n, i[1].ca, i[1].c), dihedral(i[1].n, i[1].ca, i[1].c, i[2].n));
}

[[noreturn]] void refuse_overlap(int a, int b, double distance) {
    throw InputError("the peptide groups after residues " + std::to_string(a + 1) + " and " + std::to_string(b + 1) +
                     " (from 1 over all chains) are " + std::to_string(distance) +
                     " Å apart; give a model whose parts do not lie on each other");
}

std::vector<TransitionDipole<double>> find_groups(std::span<const std::int32_t> starts, std::span<const Atoms> atoms,
                                                  ExcitonModel& model) {
    std::vector<TransitionDipole<double>> dipoles;
    for (std::size_t chain = 0; chain + 1 < starts.size(); ++chain)
        for (int i = starts[chain]; i + 1 < starts[chain + 1]; ++i) {
            const Point c = atoms[i].c, n = atoms[i + 1].n;
            if (!(norm(n - c) <= kLongestPeptideBond_a)) continue;  // NaN, too
            Point o = atoms[i].o;
            if (!known(o)) {
                if (!known(atoms[i].ca)) continue;
                o = place_beyond(c, atoms[i].ca, n, kOxygenCA, kOxygenN);
                model.placed_oxygen.push_back(i);
            }
            // NaN for an O on its C, too.
            if (!(norm(cross(o - c, n - c)) > kLeastSine * norm(o - c) * norm(n - c)))
                throw InputError("C, O and N' of the peptide group after residue " + std::to_string(i + 1) +
                                 " (from 1 over all chains) lie on a line; correct or remove the O");
            model.residue.push_back(i);
            dipoles.push_back(amide_dipole(c, o, n));
        }
    return dipoles;
}

class Taylor {
   public:
    Taylor(std::span<const double> hamiltonian_cm1, std::size_t size, double step_ps)
        : k_(size), h_(hamiltonian_cm1.begin(), hamiltonian_cm1.end()) {
        double mean = 0;
        for (std::size_t i = 0; i < k_; ++i) mean += h_[i * k_ + i] / static_cast<double>(k_);
        double bound = 0;
        for (std::size_t i = 0; i < k_; ++i) {
            h_[i * k_ + i] -= mean;
            double row = 0;
            for (std::size_t j = 0; j < k_; ++j) row += std::abs(h_[i * k_ + j]);
            bound = std::max(bound, row);
        }
        const double turn = bound * kPhase_rad_ps_cm1 * step_ps;
        pieces_ = std::max(1.0, std::ceil(turn / kLargestPiece_rad));
        for (double& x : h_) x *= kPhase_rad_ps_cm1 * (step_ps / pieces_);
        double term = turn / pieces_;
        for (degree_ = 1; term > kSmallestTerm; ++degree_) term *= turn / pieces_ / (degree_ + 1);
    }

    double pieces() const { return pieces_; }

    /// ψ ← e^{-ih} ψ over one piece: the change alone is summed, so that its rounding is small beside that of ψ.
    void advance(std::vector<double>& re, std::vector<double>& im) {
        term_re_ = re;
        term_im_ = im;
        change_re_.assign(k_, 0.0);
        change_im_.assign(k_, 0.0);
        for (int order = 1; order <= degree_; ++order) {
            multiply(1.0 / order);
            for (std::size_t i = 0; i < k_; ++i) {
                change_re_[i] += term_re_[i];
                change_im_[i] += term_im_[i];
            }
        }
        for (std::size_t i = 0; i < k_; ++i) {
            re[i] += change_re_[i];
            im[i] += change_im_[i];
        }
    }

   private:
    static constexpr double kLargestPiece_rad = 0.5;
    static constexpr double kSmallestTerm = 1e-19;

    /// term ← -i h term · scale
    void multiply(double scale) {
        next_re_.resize(k_);
        next_im_.resize(k_);
        for (std::size_t i = 0; i < k_; ++i) {
            const double *row = &h_[i * k_], *x = term_re_.data(), *y = term_im_.data();
            double sum_re = 0, sum_im = 0;
#pragma omp simd reduction(+ : sum_re, sum_im)
            for (std::size_t j = 0; j < k_; ++j) {
                sum_re += row[j] * x[j];
                sum_im += row[j] * y[j];
            }
            next_re_[i] = sum_im * scale;
            next_im_[i] = -sum_re * scale;
        }
        term_re_.swap(next_re_);
        term_im_.swap(next_im_);
    }

    std::size_t k_;
    std::vector<double> h_, term_re_, term_im_, next_re_, next_im_, change_re_, change_im_;
    double pieces_ = 1;
    int degree_ = 1;
};

void require_dynamics(std::span<const double> h, std::size_t k, double step_ps, std::int64_t steps,
                      std::int64_t every) {
    if (h.size() != k * k || k == 0)
        throw InputError("hamiltonian_cm1 has " + std::to_string(h.size()) + " values; a start over " +
                         std::to_string(k) + " groups needs " + std::to_string(k * k) + ", and at least one");
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            if (!std::isfinite(h[i * k + j]) || h[i * k + j] != h[j * k + i])
                throw InputError("hamiltonian_cm1[" + std::to_string(i) + ", " + std::to_string(j) +
                                 "] is not finite or differs from its mirror; give a real symmetric matrix");
    if (!(step_ps > 0) || !std::isfinite(step_ps)) throw InputError("step_ps must be above 0");
    if (steps < 0 || every < 1) throw InputError("steps must be at least 0 and every at least 1");
}

}  // namespace

ExcitonModel exciton_model(std::span<const std::int32_t> chain_starts, std::span<const double> backbone,
                           double site_energy_cm1) {
    const std::vector<Atoms> atoms = residues(chain_starts, backbone);
    ExcitonModel model;
    const auto dipoles = find_groups(chain_starts, atoms, model);
    const std::size_t k = dipoles.size();
    if (k > static_cast<std::size_t>(kMostPeptideGroups))
        throw InputError(std::to_string(k) + " peptide groups; at most " + std::to_string(kMostPeptideGroups) +
                         " are coupled, choose some of the chains");
    model.hamiltonian_cm1.assign(k * k, 0.0);
    for (std::size_t a = 0; a < k; ++a) {
        const auto& [position, moment] = dipoles[a];
        model.position_a.insert(model.position_a.end(), {position.x, position.y, position.z});
        model.moment_debye.insert(model.moment_debye.end(), {moment.x, moment.y, moment.z});
        model.hamiltonian_cm1[a * k + a] = site_energy_cm1;
        for (std::size_t b = a + 1; b < k; ++b) {
            const int i = model.residue[a], j = model.residue[b];
            const double distance = norm(dipoles[b].position - position);
            if (distance < kLeastGroupDistance_a) refuse_overlap(i, j, distance);
            // A group after residue i bonds it to i + 1: where that has a group, too, they are of one chain.
            const double coupling = j == i + 1 ? coupling_of_neighbours(&atoms[i], dipoles[a], dipoles[b])
                                               : dipole_coupling(dipoles[a], dipoles[b]);
            model.hamiltonian_cm1[a * k + b] = model.hamiltonian_cm1[b * k + a] = coupling;
        }
    }
    return model;
}

std::vector<std::complex<double>> exciton_dynamics(std::span<const double> hamiltonian_cm1,
                                                   std::span<const std::complex<double>> start, double step_ps,
                                                   std::int64_t steps, std::int64_t every) {
    const std::size_t k = start.size();
    require_dynamics(hamiltonian_cm1, k, step_ps, steps, every);
    Taylor taylor(hamiltonian_cm1, k, step_ps);
    if (const double pieces = taylor.pieces() * static_cast<double>(steps); pieces > kMostPieces)
        throw InputError(std::to_string(steps) + " steps of " + std::to_string(step_ps) + " ps take " +
                         std::to_string(pieces) + " series; at most " + std::to_string(kMostPieces) +
                         " are summed, lower steps or step_ps");
    std::vector<double> re, im;
    for (const auto& c : start) {
        re.push_back(c.real());
        im.push_back(c.imag());
    }
    std::vector<std::complex<double>> frames(start.begin(), start.end());
    for (std::int64_t step = 1; step <= steps; ++step) {
        for (double piece = 0; piece < taylor.pieces(); ++piece) taylor.advance(re, im);
        if (step % every != 0) continue;
        for (std::size_t i = 0; i < k; ++i) frames.emplace_back(re[i], im[i]);
    }
    return frames;
}

}  // namespace prct
