#pragma once

#include "prct/engine/platform.hpp"

namespace prct {

/// Neighbour lists, SIMD and threads; pair work in float, or in double for the last quench. Sums are in double.
class CpuPlatform final : public Platform {
   public:
    CpuPlatform(bool single_precision, int threads) : single_precision_(single_precision), threads_(threads) {}
    std::string name() const override;
    std::unique_ptr<ForceContext> create(const System& system) const override;

   private:
    bool single_precision_;
    int threads_;
};

}  // namespace prct
