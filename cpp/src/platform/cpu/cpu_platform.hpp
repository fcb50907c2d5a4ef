#pragma once

#include "prct/engine/platform.hpp"

namespace prct {

/// Verlet lists and SIMD; pair work in float, or in double for the last quench. Sums are in double.
class CpuPlatform final : public Platform {
   public:
    explicit CpuPlatform(bool single_precision) : single_precision_(single_precision) {}
    std::string name() const override;
    std::unique_ptr<ForceContext> create(const System& system) const override;

   private:
    bool single_precision_;
};

}  // namespace prct
