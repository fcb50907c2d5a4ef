// Eq. 27 of a system that fills a device: FIRE, then L-BFGS, as dynamics/minimize.hpp. Vectors stay on the device; the
// host decides from dot products. L-BFGS is that of Chen, Wang and Zhou (2014): the two-loop recursion runs over the
// dot products of what is remembered, so that a direction is one sum of vectors.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "platform/large_context.hpp"
#include "platform/large_vectors.hpp"
#include "prct/engine/trajectory.hpp"

namespace prct::cuda {

/// What is remembered of L-BFGS: dot products of the pairs (s, y), and with the gradient.
class PairMemory {
   public:
    /// Room for the pair that is tried.
    int spare() const;
    bool empty() const { return kept_.empty(); }
    void clear() { kept_.clear(); }

    /// Asks for the products that a step to the point that is tried brings, and takes them.
    void ask(LargeVectors& vectors) const;
    void take(const std::vector<double>& dots);
    /// Where nothing is remembered and the gradient is new.
    void start(double gradient_squared) { gg_ = gradient_squared; }

    /// Coefficients of -H g, and the slope along it.
    double direction(float (&coefficient)[device::kSlots]) const;
    /// The same for -g.
    double steepest(float (&coefficient)[device::kSlots]) const;

   private:
    using Row = std::array<double, device::kPairSlots>;

    std::vector<int> kept_;  ///< oldest first
    std::array<Row, device::kPairSlots> sy_{}, yy_{};
    Row gs_{}, gy_{};
    double gg_ = 0;
};

class LargeMinimizer {
   public:
    /// Both outlive it.
    LargeMinimizer(LargeSystem& system, LargeContext& context) : system_(system), context_(context) {}

    MinimizeResult run(const TermScales& scales, const QuenchStage& stage, std::vector<double>& positions);

   private:
    MinimizeResult fire(const MinimizeOptions& options);
    MinimizeResult lbfgs(const MinimizeOptions& options);
    /// The first evaluation: of the state, which becomes the point. Returns g².
    double start(MinimizeResult& result);
    /// Energy of the point that is tried.
    double evaluate(MinimizeResult& result);

    LargeSystem& system_;
    LargeContext& context_;
    std::optional<LargeVectors> vectors_;  ///< made when first needed
};

}  // namespace prct::cuda
