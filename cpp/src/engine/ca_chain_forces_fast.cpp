#include <algorithm>

#include "bead_points.hpp"
#include "prct/base/simd_pairs.hpp"
#include "prct/engine/ca_chain_forces.hpp"
#include "prct/physics/debye_huckel_term.h"
#include "prct/physics/harmonic_bond_term.h"
#include "prct/physics/lennard_jones_term.h"
#include "prct/spatial/verlet_list.hpp"

namespace prct {

namespace {

// Below this exp(-r/ℓ_D) is not distinguished from its value there, 1e-38.
constexpr double lowest_exponent = -87.0;
// Rounding to single precision moves a bead by less than what this leaves of half the skin.
constexpr double skin_share = 0.999;
// A bead costs about this many vectors of pairs besides those of its row.
constexpr int vectors_per_bead = 2;

template <class T>
class Fast final : public CaChainForces {
    using V = simd::Vector<T>;
    static constexpr int width = simd::lanes<T>;
    static_assert(block % width == 0 && block % simd::lanes<double> == 0);

   public:
    Fast(const CaChainModel& model, double skin_a)
        : n_(model.size()),
          bond_length_a_(model.bond_length_a),
          bond_k_(n_ + block, 0.0),
          skin_a_(skin_a),
          cutoff_a_(model.cutoff_a),
          lennard_jones_(make_lennard_jones<T>(model.epsilon, model.sigma_a, model.cutoff_a, model.cutoff_kind)),
          debye_huckel_(make_debye_huckel<T>(model.permittivity, debye_length_a(model.ionic_strength_m), model.cutoff_a,
                                             model.cutoff_kind)),
          list_(static_cast<float>(model.cutoff_a), static_cast<float>(skin_a), PairRows::full, width),
          points_(n_),
          listed_at_(points_) {
        std::fill_n(bond_k_.begin(), n_ - 1, model.bond_k);
        for (int i = 0; i < n_; ++i) points_.set_charge(i, model.charges[i]);
    }

    bool place(const BeadArrays& at, int first, int last) override {
        const double half_skin = 0.5 * skin_share * skin_a_ / points_.scale_a();
        const T limit = static_cast<T>(half_skin * half_skin);
        bool moved = false;
        for (int i = first; i < last; ++i) {
            points_.place(at, i);
            moved |= !(points_.squared_distance(i, listed_at_) <= limit);
        }
        return moved;
    }

    void prepare_list(const BeadArrays& at) override {
        points_.fit(at, n_, cutoff_a_ + skin_a_);
        for (int i = 0; i < n_; ++i) points_.place(at, i);
        listed_at_ = points_;
        std::vector<Vec3<float>> positions(n_);
        for (int i = 0; i < n_; ++i)
            positions[i] = {static_cast<float>(at.x[i] - at.x[0]), static_cast<float>(at.y[i] - at.y[0]),
                            static_cast<float>(at.z[i] - at.z[0])};
        list_.prepare(positions);
    }

    void build_list(int rank, const ThreadPool& pool) override {
        list_.build_part(rank, pool, [](int i, int j) { return i - j == 1 || j - i == 1; });
    }

    std::vector<int> balanced_cuts(int parts) const override {
        const auto work = [&](int i) { return list_.padded_row(i).size() / width + vectors_per_bead; };
        std::size_t total = 0, so_far = 0;
        for (int i = 0; i < n_; ++i) total += work(i);
        std::vector<int> cuts{0};
        for (int i = 0; i < n_; ++i) {
            if (i % block == 0 && static_cast<int>(cuts.size()) < parts && so_far * parts >= total * cuts.size())
                cuts.push_back(i);
            so_far += work(i);
        }
        cuts.resize(parts + 1, n_);
        return cuts;
    }

    void compute(const BeadArrays& at, BeadArrays& force, int first, int last) const override {
        add_bonds(at, force, first, last);
        for (int i = first; i < last; ++i) {
            const Vec3<T> sum = points_.charge(i) == T(0) ? row_force<false>(i) : row_force<true>(i);
            force.x[i] += sum.x;
            force.y[i] += sum.y;
            force.z[i] += sum.z;
        }
    }

    CaChainEnergy energy(const BeadArrays& at) const override {
        CaChainEnergy total;
        for (int i = 0; i + 1 < n_; ++i) {
            const double r = norm(Vec3<double>{at.x[i + 1] - at.x[i], at.y[i + 1] - at.y[i], at.z[i + 1] - at.z[i]});
            double slope;
            total.bond += harmonic_bond_energy(r, 1.0 / r, bond_k_[i], bond_length_a_, slope);
        }
        for (int i = 0; i < n_; ++i) {
            total.lennard_jones += 0.5 * row_energy(i).first;
            total.electrostatic += 0.5 * row_energy(i).second;
        }
        return total;
    }

   private:
    struct Row {
        V dx, dy, dz;  // in units of the points' scale
        V r2, inverse_r2, charge_product;
    };

    Row difference(int i, const std::int32_t* neighbours) const {
        const auto d = points_.difference(i, neighbours);
        const T scale2 = points_.scale_a() * points_.scale_a();
        const V r2 = scale2 * (d.x * d.x + d.y * d.y + d.z * d.z);
        return {d.x, d.y, d.z, r2, T(1) / r2, points_.charge(i) * d.charge};
    }

    V electrostatic(const Row& row, V& slope) const {
        const V inverse_r = simd::square_root<T>(row.inverse_r2);
        const V exponent = row.r2 * inverse_r * -debye_huckel_.inverse_length;
        const V bounded = exponent > T(lowest_exponent) ? exponent : simd::splat(T(lowest_exponent));
        return debye_huckel_energy(row.charge_product, row.r2, inverse_r, simd::exponential<T>(bounded), debye_huckel_,
                                   slope);
    }

    template <bool charged>
    Vec3<T> row_force(int i) const {
        V fx{}, fy{}, fz{};
        const auto neighbours = list_.padded_row(i);
        for (std::size_t k = 0; k < neighbours.size(); k += width) {
            const Row row = difference(i, neighbours.data() + k);
            V slope;
            lennard_jones_energy(row.r2, row.inverse_r2, lennard_jones_, slope);
            if constexpr (charged) {
                V further;
                electrostatic(row, further);
                slope += further;
            }
            slope = row.r2 < lennard_jones_.cutoff2 ? slope : V{};
            fx -= slope * row.dx;
            fy -= slope * row.dy;
            fz -= slope * row.dz;
        }
        const T scale = 2 * points_.scale_a();
        return {scale * simd::sum<T>(fx), scale * simd::sum<T>(fy), scale * simd::sum<T>(fz)};
    }

    std::pair<double, double> row_energy(int i) const {
        double lennard_jones = 0.0, electric = 0.0;
        const auto neighbours = list_.padded_row(i);
        for (std::size_t k = 0; k < neighbours.size(); k += width) {
            const Row row = difference(i, neighbours.data() + k);
            V slope;
            const V lj = lennard_jones_energy(row.r2, row.inverse_r2, lennard_jones_, slope);
            const V dh = electrostatic(row, slope);
            for (int lane = 0; lane < width; ++lane)
                if (row.r2[lane] < lennard_jones_.cutoff2) {
                    lennard_jones += static_cast<double>(lj[lane]);
                    electric += static_cast<double>(dh[lane]);
                }
        }
        return {lennard_jones, electric};
    }

    // force = bond force. The tension of bond i acts on bead i and, reversed, on bead i + 1.
    void add_bonds(const BeadArrays& at, BeadArrays& force, int first, int last) const {
        constexpr int step = simd::lanes<double>;
        using D = simd::Vector<double>;
        double tension[3][step + 1] = {};
        for (int i = first > 0 ? first - step : 0; i < last; i += step) {
            const auto from = [i](const std::vector<double>& axis) {
                return simd::load(axis.data() + i + 1) - simd::load(axis.data() + i);
            };
            const D dx = from(at.x), dy = from(at.y), dz = from(at.z);
            const D r = simd::square_root<double>(dx * dx + dy * dy + dz * dz);
            D slope;
            harmonic_bond_energy(r, D(1.0 / r), simd::load(bond_k_.data() + i), bond_length_a_, slope);
            for (auto& axis : tension) axis[0] = axis[step];
            simd::store(tension[0] + 1, D(2.0 * slope * dx));
            simd::store(tension[1] + 1, D(2.0 * slope * dy));
            simd::store(tension[2] + 1, D(2.0 * slope * dz));
            if (i < first) continue;
            simd::store(force.x.data() + i, D(simd::load(tension[0] + 1) - simd::load(tension[0])));
            simd::store(force.y.data() + i, D(simd::load(tension[1] + 1) - simd::load(tension[1])));
            simd::store(force.z.data() + i, D(simd::load(tension[2] + 1) - simd::load(tension[2])));
        }
    }

    int n_;
    double bond_length_a_;
    std::vector<double> bond_k_;  // 0 past the last bond
    double skin_a_, cutoff_a_;
    LennardJones<T> lennard_jones_;
    DebyeHuckel<T> debye_huckel_;
    VerletList list_;
    BeadPoints<T> points_, listed_at_;
};

}  // namespace

template <class T>
std::unique_ptr<CaChainForces> make_ca_chain_fast(const CaChainModel& model, double skin_a) {
    return std::make_unique<Fast<T>>(model, skin_a);
}
template std::unique_ptr<CaChainForces> make_ca_chain_fast<float>(const CaChainModel&, double);
template std::unique_ptr<CaChainForces> make_ca_chain_fast<double>(const CaChainModel&, double);

}  // namespace prct
