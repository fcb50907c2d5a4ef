#include "platform/large_minimizer.hpp"

#include <algorithm>
#include <cmath>

#include "memory/memory_need.hpp"
#include "platform/frame.hpp"

namespace prct::cuda {

namespace {

using device::change_slot;
using device::step_slot;

bool at_rest(double change, double max_force, const MinimizeOptions& o) {
    return std::abs(change) < o.energy_tolerance && max_force < o.force_tolerance;
}

void set_zero(float (&coefficient)[device::kSlots]) { std::fill_n(coefficient, device::kSlots, 0.0f); }

}  // namespace

int PairMemory::spare() const {
    int slot = 0;
    while (std::find(kept_.begin(), kept_.end(), slot) != kept_.end()) ++slot;
    return slot;
}

void PairMemory::ask(LargeVectors& v) const {
    const int fresh = spare();
    v.task().pair = fresh;
    v.task().dots = 0;
    v.ask(device::kNextGradientSlot, device::kNextGradientSlot);
    v.ask(step_slot(fresh), change_slot(fresh));
    v.ask(change_slot(fresh), change_slot(fresh));
    v.ask(device::kNextGradientSlot, step_slot(fresh));
    v.ask(device::kNextGradientSlot, change_slot(fresh));
    for (const int k : kept_) {
        v.ask(step_slot(fresh), change_slot(k));
        v.ask(step_slot(k), change_slot(fresh));
        v.ask(change_slot(fresh), change_slot(k));
        v.ask(device::kNextGradientSlot, step_slot(k));
        v.ask(device::kNextGradientSlot, change_slot(k));
    }
}

void PairMemory::take(const std::vector<double>& dots) {
    const int fresh = spare();
    auto dot = dots.begin();
    gg_ = *dot++;
    sy_[fresh][fresh] = *dot++;
    yy_[fresh][fresh] = *dot++;
    gs_[fresh] = *dot++;
    gy_[fresh] = *dot++;
    for (const int k : kept_) {
        sy_[fresh][k] = *dot++;
        sy_[k][fresh] = *dot++;
        yy_[fresh][k] = yy_[k][fresh] = *dot++;
        gs_[k] = *dot++;
        gy_[k] = *dot++;
    }
    // Pairs of non-positive curvature would spoil positive definiteness.
    if (sy_[fresh][fresh] <= 1e-12 * yy_[fresh][fresh]) return;
    kept_.push_back(fresh);
    if (kept_.size() > device::kPairsKept) kept_.erase(kept_.begin());
}

double PairMemory::steepest(float (&coefficient)[device::kSlots]) const {
    set_zero(coefficient);
    coefficient[device::kGradientSlot] = -1.0f;
    return -gg_;
}

double PairMemory::direction(float (&coefficient)[device::kSlots]) const {
    if (kept_.empty()) return steepest(coefficient);
    Row a{}, of_s{}, of_y{};
    for (std::size_t m = kept_.size(); m-- > 0;) {
        const int k = kept_[m];
        double sq = gs_[k];
        for (std::size_t n = m + 1; n < kept_.size(); ++n) sq -= a[kept_[n]] * sy_[k][kept_[n]];
        a[k] = sq / sy_[k][k];
    }
    const int last = kept_.back();
    const double gamma = sy_[last][last] / yy_[last][last];
    for (const int k : kept_) of_y[k] = -gamma * a[k];
    for (const int k : kept_) {
        double yq = gamma * gy_[k];
        for (const int n : kept_) yq += of_y[n] * yy_[k][n] + of_s[n] * sy_[n][k];
        of_s[k] = a[k] - yq / sy_[k][k];
    }
    set_zero(coefficient);
    coefficient[device::kGradientSlot] = static_cast<float>(-gamma);
    double slope = -gamma * gg_;
    for (const int k : kept_) {
        coefficient[step_slot(k)] = static_cast<float>(-of_s[k]);
        coefficient[change_slot(k)] = static_cast<float>(-of_y[k]);
        slope -= of_s[k] * gs_[k] + of_y[k] * gy_[k];
    }
    return slope;
}

MinimizeResult LargeMinimizer::run(const TermScales& scales, const QuenchStage& stage, std::vector<double>& positions) {
    if (!vectors_) {
        MemoryNeed need;
        need.add("vectors of the quench", LargeVectors::bytes(system_.coordinates()), "fold a part of the chain");
        refuse(need, system_.device().free_bytes());
        vectors_.emplace(system_);
    }
    const Vec3<double> centre = whole_centre(positions);
    std::vector<float> single(positions.size());
    to_device_frame(positions, centre, single.data());
    system_.set_state(single, {});
    context_.set_scales(scales, {});
    context_.reset();
    MinimizeResult result;
    MinimizeOptions coarse = stage.lbfgs;
    coarse.max_evaluations = stage.fire_evaluations;
    if (stage.fire_evaluations > 0) result = fire(coarse);
    if (stage.lbfgs.max_evaluations > 0) {
        const int before = result.evaluations;
        result = lbfgs(stage.lbfgs);
        result.evaluations += before;
    }
    positions = from_device_frame(vectors_->point().data(), positions.size(), centre);
    return result;
}

double LargeMinimizer::evaluate(MinimizeResult& result) {
    ++result.evaluations;
    return context_.evaluate([&] { vectors_->compare_and_multiply(); }).total();
}

double LargeMinimizer::start(MinimizeResult& result) {
    LargeVectors& v = *vectors_;
    v.task().pair = v.task().dots = 0;
    v.ask(device::kNextGradientSlot, device::kNextGradientSlot);
    v.begin();
    result.energy = evaluate(result);
    v.accept();
    return v.read().front();
}

MinimizeResult LargeMinimizer::fire(const MinimizeOptions& options) {
    constexpr double kStart = 0.02, kLargest = 0.2, kGrow = 1.1, kShrink = 0.5, kMix = 0.1;
    constexpr float kMaxStep_a = 0.1f;
    constexpr int kDelay = 5;
    LargeVectors& v = *vectors_;
    MinimizeResult result;
    double step = kStart, mix = kMix, gg = start(result), gv = 0, vv = 0;
    int downhill = 0;
    device::VectorTask& t = v.task();
    t.dots = 0;
    v.ask(device::kNextGradientSlot, device::kNextGradientSlot);
    v.ask(device::kNextGradientSlot, device::kDirectionSlot);
    v.ask(device::kDirectionSlot, device::kDirectionSlot);
    t.scales_whole = 0;
    t.most = kMaxStep_a;
    while (!result.converged && result.evaluations < options.max_evaluations) {
        set_zero(t.coefficient);
        double of_gradient = 0;
        if (-gv > 0) {
            t.coefficient[device::kDirectionSlot] = static_cast<float>(1 - mix);
            of_gradient = -mix * std::sqrt(vv / std::max(gg, 1e-300));
            if (++downhill > kDelay) {
                step = std::min(step * kGrow, kLargest);
                mix *= 0.99;
            }
        } else {
            step *= kShrink;
            mix = kMix;
            downhill = 0;
        }
        t.coefficient[device::kGradientSlot] = static_cast<float>(of_gradient - step);
        t.factor = static_cast<float>(step);
        v.begin();
        v.combine();
        v.advance();
        const double before = result.energy;
        result.energy = evaluate(result);
        v.accept();
        const std::vector<double> dots = v.read();
        gg = dots[0];
        gv = dots[1];
        vv = dots[2];
        result.converged = at_rest(before - result.energy, v.largest_gradient(), options);
    }
    result.max_force = v.largest_gradient();
    return result;
}

MinimizeResult LargeMinimizer::lbfgs(const MinimizeOptions& options) {
    constexpr double kArmijo = 1e-4, kBacktrack = 0.5;
    constexpr float kMaxStep = 0.2f;
    constexpr int kTrials = 12;
    LargeVectors& v = *vectors_;
    device::VectorTask& t = v.task();
    MinimizeResult result;
    PairMemory memory;
    memory.start(start(result));
    result.max_force = v.largest_gradient();
    t.scales_whole = 1;
    t.most = kMaxStep;
    while (!result.converged && result.evaluations < options.max_evaluations) {
        double slope = memory.direction(t.coefficient);
        if (slope >= 0) {
            memory.clear();
            slope = memory.steepest(t.coefficient);
            if (slope == 0) {
                result.converged = true;
                break;
            }
        }
        memory.ask(v);
        double energy = 0, factor = 1;
        bool accepted = false;
        std::vector<double> dots;
        for (int trial = 0; trial < kTrials && result.evaluations < options.max_evaluations && !accepted; ++trial) {
            t.factor = static_cast<float>(factor);
            v.begin();
            v.combine();
            v.advance();
            energy = evaluate(result);
            dots = v.read();
            const float length = device::step_length(t.factor, t.most, v.largest_direction());
            accepted = energy <= result.energy + kArmijo * static_cast<double>(length) * slope;
            factor *= kBacktrack;
        }
        if (!accepted) {
            if (memory.empty()) {
                const bool all_tried = result.evaluations < options.max_evaluations;
                result.converged = all_tried && at_rest(0, result.max_force, options);
                break;
            }
            memory.clear();
            continue;
        }
        v.accept();
        memory.take(dots);
        const double change = result.energy - energy;
        result.energy = energy;
        result.max_force = v.largest_gradient();
        result.converged = at_rest(change, result.max_force, options);
    }
    return result;
}

}  // namespace prct::cuda
