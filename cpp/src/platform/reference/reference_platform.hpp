#pragma once

#include "prct/engine/platform.hpp"

namespace prct {

class ReferencePlatform final : public Platform {
   public:
    std::string name() const override;
    std::unique_ptr<ForceContext> create(const System& system) const override;
};

}  // namespace prct
