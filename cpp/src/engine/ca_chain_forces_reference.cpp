#include "prct/engine/ca_chain_forces.hpp"
#include "prct/physics/debye_huckel_term.h"
#include "prct/physics/harmonic_bond_term.h"
#include "prct/physics/lennard_jones_term.h"

namespace prct {

namespace {

class Reference final : public CaChainForces {
   public:
    explicit Reference(const CaChainModel& model)
        : model_(model),
          lennard_jones_(make_lennard_jones<double>(model.epsilon, model.sigma_a, model.cutoff_a, model.cutoff_kind)),
          debye_huckel_(make_debye_huckel<double>(model.permittivity, debye_length_a(model.ionic_strength_m),
                                                  model.cutoff_a, model.cutoff_kind)) {}

    bool place(const BeadArrays&, int, int) override { return false; }

    std::vector<int> balanced_cuts(int parts) const override {
        const int blocks = (model_.size() + block - 1) / block;
        std::vector<int> cuts;
        for (int k = 0; k < parts; ++k) cuts.push_back(blocks * k / parts * block);
        cuts.push_back(model_.size());
        return cuts;
    }

    void compute(const BeadArrays& at, BeadArrays& force, int first, int last) const override {
        CaChainEnergy unused;
        for (int i = first; i < last; ++i) {
            Vec3<double> sum{};
            for (int j = 0; j < model_.size(); ++j)
                if (j != i) {
                    const Vec3<double> d{at.x[i] - at.x[j], at.y[i] - at.y[j], at.z[i] - at.z[j]};
                    sum += (-2.0 * pair(i, j, norm2(d), unused)) * d;
                }
            force.x[i] = sum.x;
            force.y[i] = sum.y;
            force.z[i] = sum.z;
        }
    }

    CaChainEnergy energy(const BeadArrays& at) const override {
        CaChainEnergy total;
        for (int i = 0; i < model_.size(); ++i)
            for (int j = i + 1; j < model_.size(); ++j)
                pair(i, j, norm2(Vec3<double>{at.x[i] - at.x[j], at.y[i] - at.y[j], at.z[i] - at.z[j]}), total);
        return total;
    }

   private:
    // Adds the pair's energy and returns its slope dU/d(r²).
    double pair(int i, int j, double r2, CaChainEnergy& energy) const {
        double slope = 0.0, further = 0.0;
        if (i - j == 1 || j - i == 1) {
            const double r = std::sqrt(r2);
            energy.bond += harmonic_bond_energy(r, 1.0 / r, model_.bond_k, model_.bond_length_a, slope);
            return slope;
        }
        if (r2 >= lennard_jones_.cutoff2) return 0.0;
        energy.lennard_jones += lennard_jones_energy(r2, 1.0 / r2, lennard_jones_, slope);
        energy.electrostatic += debye_huckel_energy(model_.charges[i] * model_.charges[j], r2, debye_huckel_, further);
        return slope + further;
    }

    CaChainModel model_;
    LennardJones<double> lennard_jones_;
    DebyeHuckel<double> debye_huckel_;
};

}  // namespace

std::unique_ptr<CaChainForces> make_ca_chain_reference(const CaChainModel& model) {
    return std::make_unique<Reference>(model);
}

}  // namespace prct
