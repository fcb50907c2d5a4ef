#include "prct/engine/ca_chain.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "prct/error.hpp"
#include "prct/physics/philox.h"
#include "prct/units.hpp"

namespace prct {

namespace {

// Random streams of one seed; steps count up from 0, the initial velocities stand apart.
constexpr std::uint64_t velocity_stream = ~std::uint64_t{0};
// Padding beads stand still, apart from each other and from the chain.
constexpr double padding_at_a = 1e6;

std::array<double, 3> normals(std::uint64_t seed, std::uint64_t bead, std::uint64_t stream) {
    const Philox4 random = philox(seed, bead, stream);
    double a, b, c, unused;
    normal_pair(random.v[0], random.v[1], a, b);
    normal_pair(random.v[2], random.v[3], c, unused);
    return {a, b, c};
}

std::unique_ptr<CaChainForces> make_forces(const CaChainModel& model, const CaChainOptions& options) {
    model.validate();
    options.validate();
    switch (options.path) {
        case CaChainPath::reference:
            return make_ca_chain_reference(model);
        case CaChainPath::mixed:
            return make_ca_chain_fast<float>(model, options.skin_a);
        default:
            return make_ca_chain_fast<double>(model, options.skin_a);
    }
}

BeadArrays arrays(std::span<const Vec3<double>> values, int beads, const char* what) {
    if (static_cast<int>(values.size()) != beads)
        throw InputError(std::string("CA chain: ") + std::to_string(values.size()) + " " + what + " for " +
                         std::to_string(beads) + " beads; give one a bead");
    BeadArrays out(beads);
    for (int i = 0; i < beads; ++i) {
        if (!std::isfinite(values[i].x + values[i].y + values[i].z))
            throw InputError(std::string("CA chain: ") + what + " of bead " + std::to_string(i) +
                             " are not finite; give finite numbers");
        out.x[i] = values[i].x;
        out.y[i] = values[i].y;
        out.z[i] = values[i].z;
    }
    return out;
}

std::vector<Vec3<double>> vectors(const BeadArrays& from, int beads) {
    std::vector<Vec3<double>> out(beads);
    for (int i = 0; i < beads; ++i) out[i] = {from.x[i], from.y[i], from.z[i]};
    return out;
}

// y += s x on [first, last).
void add_scaled(BeadArrays& y, double s, const BeadArrays& x, int first, int last) {
    for (int i = first; i < last; ++i) y.x[i] += s * x.x[i];
    for (int i = first; i < last; ++i) y.y[i] += s * x.y[i];
    for (int i = first; i < last; ++i) y.z[i] += s * x.z[i];
}

}  // namespace

void CaChainOptions::validate() const {
    const auto require = [](bool usable, const char* name, double value, const char* remedy) {
        if (!usable)
            throw InputError(std::string("CA chain: ") + name + " is " + std::to_string(value) + "; " + remedy);
    };
    require(step_ps > 0.0 && std::isfinite(step_ps), "step_ps", step_ps, "give a positive, finite value");
    require(skin_a > 0.0 && std::isfinite(skin_a), "skin_a", skin_a, "give a positive, finite value");
    require(temperature_k >= 0.0 && std::isfinite(temperature_k), "temperature_k", temperature_k,
            "give a finite value >= 0");
    require(friction_per_ps >= 0.0 && std::isfinite(friction_per_ps), "friction_per_ps", friction_per_ps,
            "give a finite value >= 0");
}

CaChainSimulation::CaChainSimulation(CaChainModel model, const CaChainOptions& options,
                                     std::span<const Vec3<double>> positions_a,
                                     std::span<const Vec3<double>> velocities_a_per_ps)
    : model_(std::move(model)),
      options_(options),
      forces_(make_forces(model_, options)),
      pool_(options.threads),
      at_a_(arrays(positions_a, size(), "positions")),
      velocity_(arrays(velocities_a_per_ps, size(), "velocities")),
      force_(size()),
      moved_(options.threads) {
    for (int k = 0; k < BeadArrays::padding; ++k) at_a_.x[size() + k] = padding_at_a * (k + 1);
    forces_->prepare_list(at_a_);
    ThreadPool alone(1);
    forces_->build_list(0, alone);
    ++list_builds_;
    cuts_ = forces_->balanced_cuts(pool_.size());
    forces_->compute(at_a_, force_, 0, size());
}

void CaChainSimulation::run(std::int64_t steps) {
    if (steps < 0) throw InputError("CA chain: " + std::to_string(steps) + " steps; give 0 or more");
    pool_.run([&](int rank) { advance(rank, steps); });
    step_ += steps;
    check_finite();
}

void CaChainSimulation::advance(int rank, std::int64_t steps) {
    for (std::int64_t k = 0; k < steps; ++k) {
        drift_and_kick(cuts_[rank], cuts_[rank + 1], step_ + k);
        moved_[rank].set = forces_->place(at_a_, cuts_[rank], cuts_[rank + 1]);
        pool_.barrier();
        if (std::any_of(moved_.begin(), moved_.end(), [](const Flag& f) { return f.set; })) build_list(rank);
        forces_->compute(at_a_, force_, cuts_[rank], cuts_[rank + 1]);
        kick(cuts_[rank], cuts_[rank + 1]);
        pool_.barrier();
    }
}

void CaChainSimulation::build_list(int rank) {
    if (rank == 0) forces_->prepare_list(at_a_);
    pool_.barrier();
    forces_->build_list(rank, pool_);
    pool_.barrier();
    if (rank == 0) {
        ++list_builds_;
        cuts_ = forces_->balanced_cuts(pool_.size());
    }
    pool_.barrier();
}

// BAOAB: the first half kick, and the drift as two halves about the friction.
void CaChainSimulation::drift_and_kick(int first, int last, std::int64_t step) {
    kick(first, last);
    if (options_.friction_per_ps == 0.0) {
        add_scaled(at_a_, options_.step_ps, velocity_, first, last);
        return;
    }
    add_scaled(at_a_, 0.5 * options_.step_ps, velocity_, first, last);
    thermalise(first, last, step);
    add_scaled(at_a_, 0.5 * options_.step_ps, velocity_, first, last);
}

void CaChainSimulation::thermalise(int first, int last, std::int64_t step) {
    const double keep = std::exp(-options_.friction_per_ps * options_.step_ps);
    const double width = std::sqrt((1.0 - keep * keep) * kBoltzmann_kcal_mol_k * options_.temperature_k *
                                   kAccelerationUnit / model_.mass_da);
    for (int i = first; i < last; ++i) {
        const auto noise = normals(options_.seed, static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(step));
        velocity_.x[i] = keep * velocity_.x[i] + width * noise[0];
        velocity_.y[i] = keep * velocity_.y[i] + width * noise[1];
        velocity_.z[i] = keep * velocity_.z[i] + width * noise[2];
    }
}

void CaChainSimulation::kick(int first, int last) {
    add_scaled(velocity_, 0.5 * options_.step_ps * kAccelerationUnit / model_.mass_da, force_, first, last);
}

double CaChainSimulation::kinetic_energy() const {
    double sum = 0.0;
    for (int i = 0; i < size(); ++i)
        sum += velocity_.x[i] * velocity_.x[i] + velocity_.y[i] * velocity_.y[i] + velocity_.z[i] * velocity_.z[i];
    return 0.5 * model_.mass_da * sum / kAccelerationUnit;
}

std::vector<Vec3<double>> CaChainSimulation::positions_a() const { return vectors(at_a_, size()); }
std::vector<Vec3<double>> CaChainSimulation::velocities_a_per_ps() const { return vectors(velocity_, size()); }
std::vector<Vec3<double>> CaChainSimulation::forces() const { return vectors(force_, size()); }

void CaChainSimulation::check_finite() const {
    for (int i = 0; i < size(); ++i)
        if (!std::isfinite(at_a_.x[i] + at_a_.y[i] + at_a_.z[i] + velocity_.x[i] + velocity_.y[i] + velocity_.z[i]))
            throw NumericsError("CA chain: bead " + std::to_string(i) + " left the finite numbers by step " +
                                std::to_string(step_) + "; shorten step_ps (" + std::to_string(options_.step_ps) +
                                ") or relax the start with friction");
}

std::vector<Vec3<double>> ca_chain_velocities(int bead_count, double mass_da, double temperature_k,
                                              std::uint64_t seed) {
    const double width = std::sqrt(kBoltzmann_kcal_mol_k * temperature_k * kAccelerationUnit / mass_da);
    std::vector<Vec3<double>> velocities(bead_count);
    Vec3<double> mean{};
    for (int i = 0; i < bead_count; ++i) {
        const auto noise = normals(seed, static_cast<std::uint64_t>(i), velocity_stream);
        velocities[i] = {width * noise[0], width * noise[1], width * noise[2]};
        mean += (1.0 / bead_count) * velocities[i];
    }
    for (auto& v : velocities) v -= mean;
    return velocities;
}

}  // namespace prct
