#pragma once

#include "prct/engine/platform.hpp"

namespace prct {

/// Neighbour lists, SIMD and threads. Pair work is in float, or in double for the last quench, and so are the pair
/// gradients of one block: the net force of 499 residues stays below 1e-6 of the rms force. Terms along the chain and
/// sums over blocks are in double (docs/decisions/0008-threads.md).
class CpuPlatform final : public Platform {
   public:
    CpuPlatform(bool single_precision, int threads, double list_skin_a)
        : single_precision_(single_precision), threads_(threads), list_skin_a_(list_skin_a) {}
    std::string name() const override;
    std::unique_ptr<ForceContext> create(const System& system) const override;

   private:
    bool single_precision_;
    int threads_;
    double list_skin_a_;
};

}  // namespace prct
